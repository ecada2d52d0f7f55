/** A guest that checks what it computes under load: bench/stress. */
package org.polyvisor.bench.stress;
