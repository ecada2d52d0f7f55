package org.polyvisor.cli.control;

import org.polyvisor.service.client.PhoneClient;

/** Has a phone do something to a VM, and says what came of it. */
final class VmRequest {
    private VmRequest() {}

    static int send(PhoneOption phone, String vm, String action, String query) {
        System.out.println(phone.connect().post("vms/%s/%s%s".formatted(PhoneClient.escape(vm), action, query)));
        return 0;
    }
}
