package org.polyvisor.service.api;

import java.util.List;

/**
 * A phone, for clients.
 *
 * @param name what it is called
 * @param pid its process
 * @param began when, as ISO 8601 in UTC
 * @param vms its VMs
 */
public record PhoneView(String name, long pid, String began, List<VmView> vms) {}
