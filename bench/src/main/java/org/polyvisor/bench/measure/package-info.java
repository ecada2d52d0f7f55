/** The rows of the comparison and how each is measured. */
package org.polyvisor.bench.measure;
