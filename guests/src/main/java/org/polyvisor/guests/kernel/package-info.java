/** Kernels: which packages hold them, and which modules a guest on our board needs of them. */
package org.polyvisor.guests.kernel;
