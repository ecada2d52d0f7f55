/** Boots of all kernels and firmwares. */
package org.polyvisor.bench.boots;
