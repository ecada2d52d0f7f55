package org.polyvisor.cli.phone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The JSON Schema of phones' files says what the reader does. */
class PhoneSchemaTest {
    private static final Map<String, Class<?>> RECORDS = Map.ofEntries(
            Map.entry("battery", BatteryConfig.class),
            Map.entry("cpus", CpusConfig.class),
            Map.entry("cpuClass", CpuClassConfig.class),
            Map.entry("corePower", PowerConfig.class),
            Map.entry("core", CoreConfig.class),
            Map.entry("vm", VmConfig.class),
            Map.entry("scheduling", SchedulingConfig.class),
            Map.entry("restart", RestartConfig.class),
            Map.entry("channel", ChannelConfig.class));

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(PhoneSchema.text());

    private static JsonNode schema() {
        return JsonMapper.shared().readTree(PhoneSchema.text());
    }

    static List<String> definitions() {
        return RECORDS.keySet().stream().sorted().toList();
    }

    static List<Path> examples() throws IOException {
        return Examples.all();
    }

    private static List<Error> validate(String yaml) {
        return SCHEMA.validate(new YAMLMapper().readTree(yaml));
    }

    private static void assertSameKeys(JsonNode definition, Class<?> type) {
        assertThat(definition.get("properties").propertyNames())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(type.getRecordComponents())
                        .map(PhoneSchemaTest::key)
                        .toList());
        TreeSet<String> required = new TreeSet<>();
        definition.path("required").forEach(key -> required.add(key.asString()));
        assertThat(required)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(type.getRecordComponents())
                        .filter(PhoneSchemaTest::isRequired)
                        .map(PhoneSchemaTest::key)
                        .toList());
    }

    private static String key(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property == null || property.value().isEmpty() ? component.getName() : property.value();
    }

    private static boolean isRequired(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property != null && property.required();
    }

    @Test
    void phoneHasTheKeysOfItsRecord() {
        assertSameKeys(schema(), PhoneConfig.class);
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void definitionHasTheKeysOfItsRecord(String definition) {
        assertSameKeys(schema().get("$defs").get(definition), Objects.requireNonNull(RECORDS.get(definition)));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleIsValidAndIsRead(Path example) throws IOException {
        PhoneConfig phone = PhoneFile.read(example);

        assertThat(validate(Files.readString(example))).isEmpty();
        assertThat(phone.vms()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: x",
                "vms: []",
                "vms: [{name: a, memry: 1}]",
                "vms: [{name: ../a}]",
                "vms: [{name: a, cpus: many}]",
                "vms: [{name: a, memory: lots}]",
                "vms: [{name: a, console: radio}]",
                "vms: [{name: a, scheduling: {class: fair, priority: 3}}]",
                "vms: [{name: a, scheduling: {class: real-time, priority: 3}}]",
                "vms: [{name: a, scheduling: {class: fair, cap: 101%}}]",
                "vms: [{name: a, restart: {policy: sometimes}}]",
                "vms: [{name: a, restart: {policy: always, limit: 0}}]",
                "{vms: [{name: a}], governor: maybe}",
                "{vms: [{name: a}], battery: {capacity: 4500, voltage: 3V}}",
                "{vms: [{name: a}], channels: [{name: c, type: serial, between: [a]}]}",
                "{vms: [{name: a}], cpus: {classes: {big: {capacity: 0}}, cores: [{class: big}]}}",
                "{vms: [{name: a}], cpus: {classes: {big: {capacity: 9}}, cores: []}}",
            })
    void whatTheReaderRefusesTheSchemaRefusesToo(String yaml, @org.junit.jupiter.api.io.TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("phone.yaml"), yaml);

        assertThat(validate(yaml)).isNotEmpty();
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> PhoneFile.read(file)))
                .isInstanceOf(org.polyvisor.hypervisor.ConfigurationException.class);
    }
}
