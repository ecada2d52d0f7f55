/** What real-time guests get beside others, and what sharing, parking and idling cost: the rows of bench/realtime. */
package org.polyvisor.bench.realtime;
