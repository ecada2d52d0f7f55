/** The commands behind {@code bench/compare} and {@code bench/boots}. */
package org.polyvisor.bench;
