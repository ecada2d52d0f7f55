package org.polyvisor.service.api;

/**
 * An event, for clients.
 *
 * @param number counts from 1
 * @param time when, as ISO 8601 in UTC
 * @param kind what, such as vm-started
 * @param subject the VM's name, or that of a pCPU, or empty
 * @param message one line for people
 */
public record EventView(long number, String time, String kind, String subject, String message) {}
