/** ModemManager on the modem of the guest {@code baseband}: registered, messages and calls. */
package org.polyvisor.bench.modem;
