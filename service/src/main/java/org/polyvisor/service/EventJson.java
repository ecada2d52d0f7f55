package org.polyvisor.service;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.polyvisor.hypervisor.phone.PhoneEvent;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** An event as one line of JSON. Written without reflection, so that a phone starts quickly. */
final class EventJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private EventJson() {}

    /** The line, with its end. */
    static byte[] line(PhoneEvent event) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("number", event.number());
            json.writeStringProperty("time", event.time().toString());
            json.writeStringProperty("kind", event.kind().word());
            json.writeStringProperty("subject", event.subject());
            json.writeStringProperty("message", event.message());
            json.writeEndObject();
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }
}
