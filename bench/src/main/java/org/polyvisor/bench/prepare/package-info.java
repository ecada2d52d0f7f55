/** What a measurement needs before it starts: guest programs, RAM disks, disks, reference results. */
package org.polyvisor.bench.prepare;
