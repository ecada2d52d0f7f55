package org.polyvisor.cli.phone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The JSON Schema (draft 2020-12) of phones' files, for editors and other tools. */
public final class PhoneSchema {
    private PhoneSchema() {}

    /** The schema. */
    public static String text() {
        try (InputStream in = Objects.requireNonNull(PhoneSchema.class.getResourceAsStream("phone.schema.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
