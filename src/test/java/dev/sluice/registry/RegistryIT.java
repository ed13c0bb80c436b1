package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.RegistrySettings;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.value.Framing;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaAwaited;
import dev.sluice.core.value.SchemaSource;
import dev.sluice.core.value.SchemaType;
import dev.sluice.core.value.SchemaUse;
import dev.sluice.core.value.SchemaValue;
import dev.sluice.core.value.Serializer;
import dev.sluice.registry.LookupFailure.Kind;
import dev.sluice.runtime.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against Apicurio Registry, which is started once and killed at the end. */
@Tag("registry")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class RegistryIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static RegistryProcess process;
    private static Vertx vertx;
    private static RegistrySettings settings;
    private static RegistryHttp http;
    private static Registry registry;

    @BeforeAll
    static void start() throws Exception {
        process = new RegistryProcess(directory);
        process.start();
        vertx = Vertx.vertx();
        settings =
                new RegistrySettings(List.of(process.url()), null, null, null, TIMEOUT, Duration.ofSeconds(1), false);
        http = new RegistryHttp(settings, vertx);
        registry = new Registry(http, TIMEOUT.toMillis(), System::nanoTime);
    }

    @AfterAll
    static void end() {
        if (http != null) {
            http.close();
            vertx.close();
        }
        process.close();
    }

    private static Schema schema(SchemaType type, String text, Schema.Reference... references) {
        return new Schema(type, text, List.of(references));
    }

    /** Each refers to another one, which refers to a third. */
    static Stream<Schema> schemas() {
        Schema country = schema(
                SchemaType.AVRO,
                "{\"type\":\"enum\",\"name\":\"Country\",\"namespace\":\"geo\",\"symbols\":[\"DE\",\"FR\"]}");
        Schema address = schema(
                SchemaType.AVRO,
                "{\"type\":\"record\",\"name\":\"Address\",\"namespace\":\"geo\",\"fields\":["
                        + "{\"name\":\"country\",\"type\":\"geo.Country\"}]}",
                new Schema.Reference("geo.Country", country));
        Schema protoCountry = schema(
                SchemaType.PROTOBUF,
                "syntax = \"proto3\";\npackage geo;\n\nenum Country {\n  NONE = 0;\n  DE = 1;\n}\n");
        Schema protoAddress = schema(
                SchemaType.PROTOBUF,
                "syntax = \"proto3\";\npackage geo;\n\nimport \"geo/country.proto\";\n\nmessage Address {\n"
                        + "  Country country = 1;\n}\n",
                new Schema.Reference("geo/country.proto", protoCountry));
        Schema jsonCountry = schema(
                SchemaType.JSON,
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"$id\":\"https://geo.example/country.json\","
                        + "\"type\":\"string\",\"enum\":[\"DE\",\"FR\"]}");
        return Stream.of(
                schema(
                        SchemaType.AVRO,
                        "{\"type\":\"record\",\"name\":\"Order\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"},"
                                + "{\"name\":\"to\",\"type\":\"geo.Address\"}]}",
                        new Schema.Reference("geo.Address", address)),
                schema(
                        SchemaType.PROTOBUF,
                        "syntax = \"proto3\";\npackage shop;\n\nimport \"geo/address.proto\";\n\nmessage Order {\n"
                                + "  string id = 1;\n  geo.Address to = 2;\n}\n",
                        new Schema.Reference("geo/address.proto", protoAddress)),
                schema(
                        SchemaType.JSON,
                        "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\",\"properties\":{"
                                + "\"country\":{\"$ref\":\"https://geo.example/country.json\"}}}",
                        new Schema.Reference("https://geo.example/country.json", jsonCountry)));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void readsBackWhatItHasRegistered(Schema schema) throws LookupFailure {
        String subject = "orders \u00e9/" + schema.type() + "-value";
        Registered registered = registry.register(subject, schema);

        assertThat(registered.id()).isPositive();
        Registered latest = registry.version(subject, Registry.LATEST);
        assertThat(latest.id()).isEqualTo(registered.id());
        assertThat(latest.version()).isEqualTo(registered.version()).isEqualTo(1);
        assertThat(latest.references()).hasSize(1);
        assertThat(registry.schema(latest)).isEqualTo(schema);
        assertThat(registry.schema(registry.version(subject, 1))).isEqualTo(schema);
        assertThat(registry.find(subject, schema)).isEqualTo(registered);
        assertThat(registry.register(subject, schema)).as("again").isEqualTo(registered);
    }

    @Test
    void hasOneIdForOneSchemaInTwoSubjects() throws LookupFailure {
        Schema text = schema(SchemaType.AVRO, "\"long\"");

        assertThat(registry.register("one-value", text).id())
                .isEqualTo(registry.register("two-value", text).id());
    }

    @Test
    void doesNotHaveWhatIsNotThere() throws LookupFailure {
        registry.register("there-value", schema(SchemaType.AVRO, "\"int\""));

        assertThat(kind(() -> registry.version("away-value", Registry.LATEST))).isEqualTo(Kind.ABSENT);
        assertThat(kind(() -> registry.version("there-value", 2))).isEqualTo(Kind.ABSENT);
        assertThat(kind(() -> registry.find("there-value", schema(SchemaType.AVRO, "\"bytes\""))))
                .isEqualTo(Kind.ABSENT);
    }

    @Test
    void doesNotTakeWhatIsNoSchema() {
        assertThat(kind(() -> registry.register("bad-value", schema(SchemaType.AVRO, "{\"type\":\"nothing\"}"))))
                .isEqualTo(Kind.REJECTED);
    }

    private interface Lookup {
        Object look() throws LookupFailure;
    }

    private static Kind kind(Lookup lookup) {
        return catchThrowableOfType(LookupFailure.class, lookup::look).kind();
    }

    @Test
    void isFollowedWhenASchemaEvolves() throws Exception {
        Subjects subjects = new Subjects(
                settings, vertx, new SimpleMeterRegistry(), Timer.of(vertx), System::nanoTime, Subjects.MOST);
        subjects.begin();
        Serializer.Compiler nothing = schema -> (json, prefix) -> prefix;
        Set<String> named = Set.of("evolving-value");
        SchemaSource own = subjects.source(new SchemaUse(nothing, Framing.CONFLUENT, record("a"), true, null, named));
        int first = known(own);
        SchemaSource latest = subjects.source(new SchemaUse(nothing, Framing.CONFLUENT, null, false, null, named));
        assertThat(known(latest)).isEqualTo(first);

        int second = registry.register("evolving-value", record("b")).id();
        assertThat(second).isNotEqualTo(first);
        int now = first;
        while (now == first) {
            now = known(latest);
            Thread.onSpinWait();
        }
        assertThat(now).isEqualTo(second);
        assertThat(known(own)).isEqualTo(first);
        assertThat(subjects.unknown()).isZero();
        subjects.close();
    }

    private static Schema record(String field) {
        return schema(
                SchemaType.AVRO,
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"" + field
                        + "\",\"type\":\"int\",\"default\":0}]}");
    }

    private static int known(SchemaSource source) throws Exception {
        SchemaValue format = new SchemaValue(SchemaType.AVRO, source);
        while (true) {
            try {
                return ByteBuffer.wrap(format.value(Bytes.utf8("{}"), "application/json", "evolving", null))
                        .getInt(1);
            } catch (SchemaAwaited e) {
                e.known().toCompletableFuture().get(1, TimeUnit.MINUTES);
            }
        }
    }
}
