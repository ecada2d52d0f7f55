/** Tables for people, JSON for programs. */
package org.polyvisor.bench.report;
