package org.polyvisor.cli.phone;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.polyvisor.hypervisor.ConfigurationException;

/** Finds what stands in a phone's file without a value: required keys, and entries of lists and maps. */
final class Gaps {
    private Gaps() {}

    /** @throws ConfigurationException if there is one in the value or in what it contains */
    static void refuse(@Nullable Object value, Place place) {
        switch (value) {
            case Record fields -> {
                for (RecordComponent component : fields.getClass().getRecordComponents()) {
                    refuse(fields, component, place);
                }
            }
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    refuseEntry(list.get(i), place.at(i), "entry %d of the list".formatted(i + 1));
                }
            }
            case Map<?, ?> map -> map.forEach((key, entry) -> refuseEntry(entry, place.at(key), "'" + key + "'"));
            case null, default -> {}
        }
    }

    private static void refuse(Record fields, RecordComponent component, Place place) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        String key = property == null || property.value().isEmpty() ? component.getName() : property.value();
        Object value = valueOf(fields, component);
        if (value == null && property != null && property.required()) {
            throw place.at(key).wrong("'%s' is empty: give it a value".formatted(key));
        }
        refuse(value, place.at(key));
    }

    private static @Nullable Object valueOf(Record fields, RecordComponent component) {
        try {
            return component.getAccessor().invoke(fields);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void refuseEntry(@Nullable Object entry, Place place, String what) {
        if (entry == null) {
            throw place.wrong(what + " is empty: fill it or remove it");
        }
        refuse(entry, place);
    }
}
