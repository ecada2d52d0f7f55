package org.polyvisor.service.api;

/**
 * What has come of a request.
 *
 * @param message one line for people
 */
public record Note(String message) {}
