package dev.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.RegistrySettings;
import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.value.Framing;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaAwaited;
import dev.sluice.core.value.SchemaSource;
import dev.sluice.core.value.SchemaType;
import dev.sluice.core.value.SchemaUse;
import dev.sluice.core.value.SchemaValue;
import dev.sluice.core.value.Serializer;
import dev.sluice.core.value.Writer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is known of a registry, on a clock that the test puts forward. */
@Timeout(120)
class SubjectsTest {

    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int REFRESH_MILLIS = 300_000;
    private static final int MOST = 5;
    private static final String ORDERS = "orders-value";

    private static Vertx vertx;

    private final Clock clock = new Clock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private ScriptedRegistry server;
    private Subjects subjects;
    private SchemaSource source;

    /** Writes the schema's text before the data; refuses the text {@code bad}. */
    private static final class Plain implements Serializer {

        private final byte[] text;

        private Plain(Schema schema) {
            if (schema.text().startsWith("bad") || schema.type() != SchemaType.AVRO) {
                throw new IllegalArgumentException("it is bad");
            }
            if (schema.text().startsWith("defect")) {
                throw new IllegalStateException("a defect");
            }
            if (schema.text().startsWith("large")) {
                throw new OutOfMemoryError("as if");
            }
            this.text = schema.text().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] serialize(Bytes json, byte[] prefix) {
            return ByteBuffer.allocate(prefix.length + text.length + json.length())
                    .put(prefix)
                    .put(text)
                    .put(json.toArray())
                    .array();
        }

        @Override
        public byte[] messageIndexes() {
            return new byte[] {2, 4};
        }
    }

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close();
    }

    @BeforeEach
    void listen() throws IOException {
        server = new ScriptedRegistry();
        subjects = subjects(MOST, false);
        subjects.begin();
        source = subjects.source(latest());
    }

    private static SchemaUse latest(String... named) {
        return new SchemaUse(Plain::new, Framing.CONFLUENT, null, false, null, Set.of(named));
    }

    private static SchemaUse version(int version, String... named) {
        return new SchemaUse(Plain::new, Framing.CONFLUENT, null, false, version, Set.of(named));
    }

    private static SchemaUse own(String text, boolean registers) {
        Schema own = new Schema(SchemaType.AVRO, text, List.of());
        return new SchemaUse(Plain::new, Framing.CONFLUENT, own, registers, null, Set.of(ORDERS));
    }

    private Subjects subjects(int most, boolean readyNeedsSchemas) {
        return new Subjects(
                new RegistrySettings(
                        List.of(server.url()),
                        null,
                        null,
                        null,
                        Duration.ofMillis(TIMEOUT_MILLIS),
                        Duration.ofMillis(REFRESH_MILLIS),
                        readyNeedsSchemas),
                vertx,
                meters,
                clock,
                clock,
                most);
    }

    @AfterEach
    void end() {
        subjects.close();
        server.close();
    }

    private static SchemaAwaited awaited(Supplier<Writer> writer) {
        return catchThrowableOfType(SchemaAwaited.class, writer::get);
    }

    private static void await(SchemaAwaited awaited) throws Exception {
        awaited.known().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static @Nullable String failure(SchemaAwaited awaited) throws Exception {
        try {
            await(awaited);
            return null;
        } catch (ExecutionException e) {
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(
                            DeliveryFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(DeliveryFailure.Kind.UNAVAILABLE));
            return e.getCause().getMessage();
        }
    }

    /** What a route writes of the data {@code {}}. */
    private static byte[] value(SchemaSource of, String subject) {
        return new SchemaValue(SchemaType.AVRO, of).value(Bytes.utf8("{}"), "application/json", "topic", subject);
    }

    private static int id(SchemaSource of, String subject) {
        return ByteBuffer.wrap(value(of, subject)).getInt(1);
    }

    /** As an event does that waits, any number of times. */
    private static int known(SchemaSource of, String subject) throws Exception {
        while (true) {
            try {
                return id(of, subject);
            } catch (SchemaAwaited e) {
                await(e);
            }
        }
    }

    private int known(String subject) throws Exception {
        return known(source, subject);
    }

    private static <T> T until(Supplier<T> value, T wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        T now = value.get();
        while (!now.equals(wanted) && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
            now = value.get();
        }
        assertThat(now).isEqualTo(wanted);
        return now;
    }

    private double lookups(String result) {
        return meters.get("sluice.schema.lookups")
                .tag("result", result)
                .counter()
                .count();
    }

    private double schemas() {
        return meters.get("sluice.schemas.known").gauge().value();
    }

    @Test
    void writesConfluentsPrefixAndTheData() throws Exception {
        server.add("other", SchemaType.AVRO, "another text");
        server.add(ORDERS, SchemaType.AVRO, "text");

        assertThat(known(ORDERS)).isEqualTo(2);
        assertThat(value(source, ORDERS)).containsExactly(0, 0, 0, 0, 2, 2, 4, 't', 'e', 'x', 't', '{', '}');
        assertThat(lookups("found")).isEqualTo(1);
        assertThat(schemas()).isEqualTo(1);
    }

    @Test
    void asksOnceHoweverManyAskForTheSame() throws Exception {
        server.add(ORDERS, SchemaType.AVRO, "text");
        server.hold();
        List<SchemaAwaited> all = new ArrayList<>();
        CountDownLatch together = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, 50)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        together.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    SchemaAwaited one = awaited(() -> source.writer(ORDERS));
                    synchronized (all) {
                        all.add(one);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        together.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        server.open();
        for (SchemaAwaited one : all) {
            await(one);
        }

        assertThat(all).hasSize(50);
        assertThat(id(source, ORDERS)).isEqualTo(1);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void keepsWhatItKnowsWhenTheRegistryGoesAway() throws Exception {
        server.add(ORDERS, SchemaType.AVRO, "text");
        server.add(ORDERS, SchemaType.AVRO, "newer");
        SchemaSource first = subjects.source(version(1));
        assertThat(known(first, ORDERS)).isEqualTo(1);
        assertThat(known(ORDERS)).isEqualTo(2);
        server.stop();
        for (int hour = 0; hour < 5; hour++) {
            clock.forward(3_600_000);
            assertThat(id(first, ORDERS)).isEqualTo(1);
            assertThat(id(source, ORDERS)).isEqualTo(2);
            until(() -> lookups("unavailable"), hour + 1.0);
        }
        assertThat(schemas()).isEqualTo(2);
    }

    @Test
    void asksForANumberedVersionOnce() throws Exception {
        server.add(ORDERS, SchemaType.AVRO, "text");
        SchemaSource first = subjects.source(version(1));
        known(first, ORDERS);
        clock.forward(10 * REFRESH_MILLIS);
        known(first, ORDERS);

        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void goesOnWithTheOldSchemaUntilTheNewOneIsReady() throws Exception {
        server.add(ORDERS, SchemaType.AVRO, "old");
        assertThat(known(ORDERS)).isEqualTo(1);
        server.add(ORDERS, SchemaType.AVRO, "new");
        clock.forward(REFRESH_MILLIS);
        assertThat(id(source, ORDERS)).as("not old yet").isEqualTo(1);
        assertThat(server.requests()).hasSize(1);

        server.hold();
        clock.forward(1);
        for (int i = 0; i < 100; i++) {
            assertThat(id(source, ORDERS)).isEqualTo(1);
        }
        server.open();
        until(() -> id(source, ORDERS), 2);
        assertThat(server.requests()).hasSize(2);
        assertThat(schemas()).isEqualTo(1);

        clock.forward(REFRESH_MILLIS + 1);
        until(
                () -> {
                    source.writer(ORDERS);
                    return lookups("unchanged");
                },
                1.0);
    }

    /** An event that is written by the old id is as good as one that is written by the new: both stay readable. */
    @Test
    void losesNothingWhileASchemaEvolvesUnderLoad() throws Exception {
        server.add(ORDERS, SchemaType.AVRO, "v1");
        known(ORDERS);
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        List<Thread> load = IntStream.range(0, 2)
                .mapToObj(i -> new Thread(() -> {
                    int last = 1;
                    while (!isOver.get()) {
                        try {
                            byte[] value = value(source, ORDERS);
                            String written = new String(value, 7, value.length - 7, StandardCharsets.UTF_8);
                            assertThat(written).isEqualTo("v" + value[4] + "{}");
                            assertThat((int) value[4]).isGreaterThanOrEqualTo(last);
                            last = value[4];
                        } catch (Throwable e) {
                            wrong.set(e);
                            return;
                        }
                    }
                }))
                .toList();
        load.forEach(Thread::start);
        for (int version = 2; version <= 20; version++) {
            server.add(ORDERS, SchemaType.AVRO, "v" + version);
            clock.forward(REFRESH_MILLIS + 1);
            until(() -> id(source, ORDERS), version);
        }
        isOver.set(true);
        for (Thread thread : load) {
            thread.join();
        }
        assertThat(wrong.get()).isNull();
    }

    @Test
    void staysWithTheOldSchemaWhileTheNewOneCannotBeUsed() throws Exception {
        server.add(ORDERS, SchemaType.AVRO, "good");
        known(ORDERS);
        server.add(ORDERS, SchemaType.AVRO, "bad");
        clock.forward(REFRESH_MILLIS + 1);
        assertThat(id(source, ORDERS)).isEqualTo(1);
        until(() -> lookups("unusable"), 1.0);
        server.add(ORDERS, SchemaType.PROTOBUF, "another language");
        clock.forward(30_001);
        assertThat(id(source, ORDERS)).isEqualTo(1);
        until(() -> lookups("unusable"), 2.0);
        server.remove(ORDERS);
        clock.forward(30_001);
        assertThat(id(source, ORDERS)).isEqualTo(1);
        until(() -> lookups("absent"), 1.0);
        server.add(ORDERS, SchemaType.AVRO, "better");
        clock.forward(30_001);
        until(() -> id(source, ORDERS), 4);
    }

    @Test
    void tellsWhyASchemaIsNotKnown() throws Exception {
        assertThat(failure(awaited(() -> source.writer(ORDERS))))
                .isEqualTo("the schema of subject orders-value is not known: the registry does not have it");
        server.add("bad", SchemaType.AVRO, "bad");
        assertThat(failure(awaited(() -> source.writer("bad"))))
                .isEqualTo("the schema of subject bad is not known: it cannot be used");
        server.add("defect", SchemaType.AVRO, "defect");
        assertThat(failure(awaited(() -> source.writer("defect"))))
                .isEqualTo("the schema of subject defect is not known: it cannot be used");
        server.add("large", SchemaType.AVRO, "large");
        assertThat(failure(awaited(() -> source.writer("large"))))
                .isEqualTo("the schema of subject large is not known: it cannot be used");
        assertThat(failure(awaited(() -> subjects.source(version(3)).writer(ORDERS))))
                .isEqualTo("the schema of subject orders-value version 3 is not known: the registry does not have it");
        server.script(ScriptedRegistry.answers(403, ""));
        assertThat(failure(awaited(() -> source.writer("secret"))))
                .isEqualTo("the schema of subject secret is not known: the registry does not let Sluice read" + " it");
        server.stop();
        assertThat(failure(awaited(() -> source.writer("\u00e9\n" + "x".repeat(100)))))
                .startsWith("the schema of subject ??xxx")
                .endsWith("... is not known: the registry does not have it");
        assertThat(failure(awaited(() -> source.writer("gone"))))
                .isEqualTo("the schema of subject gone is not known: the registry does not answer as it" + " should");
    }

    @Test
    void remembersForAWhileWhatTheRegistryDoesNotHave() throws Exception {
        failure(awaited(() -> source.writer(ORDERS)));
        server.add(ORDERS, SchemaType.AVRO, "text");
        clock.forward(9_999);
        SchemaAwaited again = awaited(() -> source.writer(ORDERS));
        assertThat(again.known().toCompletableFuture()).isCompletedExceptionally();
        assertThat(failure(again)).contains("does not have it");
        assertThat(server.requests()).hasSize(1);
        clock.forward(1);
        assertThat(known(ORDERS)).isEqualTo(1);
    }

    @Test
    void asksARegistryThatIsAwayAgainAfterOneSecondAndThenLessOften() throws Exception {
        server.script(ScriptedRegistry.answers(500, ""));
        int asked = 0;
        for (int pause : new int[] {1000, 2000, 4000, 8000, 10_000, 10_000}) {
            assertThat(failure(awaited(() -> source.writer(ORDERS)))).contains("does not answer");
            assertThat(server.requests()).hasSize(++asked);
            clock.forward(pause - 1);
            assertThat(failure(awaited(() -> source.writer(ORDERS)))).contains("does not answer");
            assertThat(server.requests()).hasSize(asked);
            clock.forward(1);
        }
        server.script(null);
        server.add(ORDERS, SchemaType.AVRO, "text");
        assertThat(known(ORDERS)).isEqualTo(1);
    }

    @Test
    void doesNotWaitLongerThanTheTimeout() throws Exception {
        server.add(ORDERS, SchemaType.AVRO, "text", ScriptedRegistry.reference("part", "part", 1));
        server.add("part", SchemaType.AVRO, "part");
        server.hold();
        SchemaAwaited first = awaited(() -> source.writer(ORDERS));
        clock.forward(TIMEOUT_MILLIS - 1);
        SchemaAwaited late = awaited(() -> source.writer(ORDERS));
        assertThatThrownBy(() -> first.known().toCompletableFuture().get(0, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        clock.forward(1);

        for (SchemaAwaited one : List.of(first, late, awaited(() -> source.writer(ORDERS)))) {
            assertThat(failure(one))
                    .isEqualTo("the schema of subject orders-value is not known: the registry has not answered within"
                            + " 30000 ms");
        }
        server.open();
        // the lookup has gone on by itself
        until(this::schemas, 1.0);
        assertThat(id(source, ORDERS)).isEqualTo(1);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void letsOnlySoManyEventsWait() throws Exception {
        server.add(ORDERS, SchemaType.AVRO, "text");
        server.hold();
        List<SchemaAwaited> all = new ArrayList<>();
        for (int i = 0; i < SubjectWriter.MOST_WAITING; i++) {
            all.add(awaited(() -> source.writer(ORDERS)));
        }
        assertThat(failure(awaited(() -> source.writer(ORDERS))))
                .isEqualTo("the schema of subject orders-value is not known: too many events wait for it");
        server.open();
        for (SchemaAwaited one : all) {
            await(one);
        }
    }

    @Test
    void knowsAThousandSubjects() throws Exception {
        subjects.close();
        meters.clear();
        subjects = subjects(Subjects.MOST, false);
        SchemaSource of = subjects.source(latest());
        for (int i = 0; i < 1000; i++) {
            server.add("s" + i, SchemaType.AVRO, "text " + i);
        }
        List<SchemaAwaited> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String subject = "s" + i;
            all.add(awaited(() -> of.writer(subject)));
        }
        for (SchemaAwaited one : all) {
            await(one);
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(id(of, "s" + i)).isEqualTo(i + 1);
        }
        assertThat(server.requests()).hasSize(1000);
        assertThat(schemas()).isEqualTo(1000);
    }

    @Test
    void forgetsWhatWasNotUsedForTheLongestTime() throws Exception {
        server.add("named", SchemaType.AVRO, "named");
        source = subjects.source(latest("named"));
        for (int i = 0; i <= MOST; i++) {
            server.add("s" + i, SchemaType.AVRO, "text " + i);
            clock.forward(2000);
            known("s" + i);
            clock.forward(2000);
            known("s0");
        }
        until(subjects::unknown, 0);
        clock.forward(60_000);
        server.stop();

        assertThat(schemas()).isEqualTo(MOST + 1.0);
        assertThat(source.writer("s0")).isNotNull();
        assertThat(source.writer("s2")).isNotNull();
        assertThat(source.writer("named")).isNotNull();
        assertThat(awaited(() -> source.writer("s1"))).isNotNull();
    }

    @Test
    void forgetsNothingItKnowsForSubjectsThatDoNotExist() throws Exception {
        for (int i = 0; i < MOST; i++) {
            server.add("s" + i, SchemaType.AVRO, "text " + i);
            known("s" + i);
        }
        for (int i = 0; i < 100; i++) {
            String subject = "absent" + i;
            failure(awaited(() -> source.writer(subject)));
        }
        server.stop();

        for (int i = 0; i < MOST; i++) {
            assertThat(source.writer("s" + i)).isNotNull();
        }
    }

    @Test
    void looksUpOnlySoManyAtOnce() throws Exception {
        server.hold();
        List<SchemaAwaited> all = new ArrayList<>();
        String told = null;
        for (int i = 0; told == null && i < 100; i++) {
            String subject = "s" + i;
            SchemaAwaited one = awaited(() -> source.writer(subject));
            all.add(one);
            told = one.known().toCompletableFuture().isCompletedExceptionally() ? failure(one) : null;
        }
        assertThat(all).hasSize(MOST + 1);
        assertThat(told).isEqualTo("the schema of subject s" + MOST + " is not known: too many are being looked up");
    }

    @Test
    void looksUpBehindAnEventWhatNobodyWaitsFor() throws Exception {
        server.hold();
        String[] named = IntStream.range(0, 50).mapToObj(i -> "named" + i).toArray(String[]::new);
        for (String subject : named) {
            server.add(subject, SchemaType.AVRO, "text");
        }
        server.add(ORDERS, SchemaType.AVRO, "text");
        SchemaSource those = subjects.source(latest(named));
        until(() -> server.requests().size(), 4);
        String queued = Stream.of(named)
                .filter(subject -> !server.requests().contains("GET /subjects/" + subject + "/versions/latest"))
                .findFirst()
                .orElseThrow();
        SchemaAwaited event = awaited(() -> source.writer(ORDERS));
        SchemaAwaited eventOfANamedOne = awaited(() -> those.writer(queued));
        server.hold();
        until(() -> server.requests().size(), 8);

        assertThat(server.requests().subList(4, 8))
                .contains("GET /subjects/orders-value/versions/latest", "GET /subjects/" + queued + "/versions/latest");
        server.open();
        await(event);
        await(eventOfANamedOne);
        until(subjects::unknown, 0);
        assertThat(server.requests()).hasSize(51);
    }

    @Test
    void looksUpWithoutAnEventWhatTheConfigurationNames() throws Exception {
        server.script(ScriptedRegistry.answers(500, ""));
        SchemaSource one = subjects.source(latest("one"));
        SchemaSource two = subjects.source(version(1, "two"));
        until(() -> lookups("unavailable"), 2.0);
        assertThat(subjects.unknown()).isPositive();
        server.script(null);
        server.add("one", SchemaType.AVRO, "text");
        clock.forward(1000);
        until(() -> lookups("absent"), 1.0);
        until(subjects::unknown, 1);
        assertThat(subjects.unknown()).isPositive();
        server.add("two", SchemaType.AVRO, "text");
        clock.forward(10_000);
        until(subjects::unknown, 0);
        server.stop();
        clock.forward(REFRESH_MILLIS + 1);
        assertThat(id(one, "one")).isEqualTo(id(two, "two")).isEqualTo(1);
        until(() -> lookups("unavailable"), 3.0);
        assertThat(subjects.unknown()).isZero();
    }

    @Test
    void asksOnceForRoutesThatWriteAlike() throws Exception {
        server.add("one", SchemaType.AVRO, "text");
        server.add("two", SchemaType.AVRO, "text");
        Serializer.Compiler compiler = Plain::new;
        SchemaSource first =
                subjects.source(new SchemaUse(compiler, Framing.CONFLUENT, null, false, null, Set.of("one", "two")));
        SchemaSource second =
                subjects.source(new SchemaUse(compiler, Framing.CONFLUENT, null, false, null, Set.of("two")));
        SchemaSource bare = subjects.source(new SchemaUse(compiler, Framing.NONE, null, false, null, Set.of()));
        until(subjects::unknown, 0);

        assertThat(id(first, "one")).isEqualTo(id(second, "one")).isEqualTo(1);
        assertThat(server.requests()).hasSize(2);
        awaited(() -> bare.writer("one")).known().toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertThat(value(bare, "one")).asString(StandardCharsets.UTF_8).isEqualTo("text{}");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void registersItsOwnSchema() throws Exception {
        server.add("other", SchemaType.AVRO, "another text");
        SchemaSource own = subjects.source(own("text", true));
        until(subjects::unknown, 0);

        assertThat(id(own, ORDERS)).isEqualTo(2);
        clock.forward(2 * REFRESH_MILLIS);
        assertThat(id(own, ORDERS)).isEqualTo(2);
        assertThat(server.requests())
                .containsExactly("POST /subjects/orders-value/versions", "POST /subjects/orders-value");
    }

    @Test
    void findsItsOwnSchemaOnlyOnceItIsRegistered() throws Exception {
        SchemaSource own = subjects.source(own("text", false));
        until(() -> lookups("absent"), 1.0);
        assertThat(failure(awaited(() -> own.writer(ORDERS)))).contains("the registry does not have it");
        server.add(ORDERS, SchemaType.AVRO, "text");
        clock.forward(10_000);
        until(subjects::unknown, 0);
        assertThat(id(own, ORDERS)).isEqualTo(1);
    }

    @Test
    void tellsIfTheRegistryDoesNotTakeItsOwnSchema() throws Exception {
        server.script(ScriptedRegistry.answers(409, ScriptedRegistry.problem(40901, "incompatible")));
        SchemaSource own = subjects.source(own("text", true));
        until(() -> lookups("rejected"), 1.0);

        assertThat(failure(awaited(() -> own.writer(ORDERS))))
                .isEqualTo("the schema of subject orders-value is not known: the registry does not take it");
    }

    @Test
    void isOffWithoutARegistry() {
        Subjects off = new Subjects(null, vertx, new SimpleMeterRegistry(), clock, clock, MOST);

        assertThat(off.isOn()).isFalse();
        assertThat(off.unknown()).isZero();
        assertThatThrownBy(() -> off.source(latest())).isInstanceOf(IllegalStateException.class);
        off.begin();
        off.close();
    }

    @Test
    void isReadyWithoutTheRegistryUnlessItMustNot() throws Exception {
        subjects.source(latest(ORDERS));
        until(() -> lookups("absent"), 1.0);
        assertThat(new RegistryReadiness(subjects).call().getStatus().name()).isEqualTo("UP");

        Subjects strict = subjects(MOST, true);
        RegistryReadiness readiness = new RegistryReadiness(strict);
        assertThat(readiness.call().getStatus().name()).isEqualTo("UP");
        strict.source(latest(ORDERS));
        assertThat(readiness.call().getStatus().name()).isEqualTo("DOWN");
        assertThat(readiness.call().getData().orElseThrow()).containsEntry("schemas-not-known", 1L);
        assertThat(server.requests()).as("before the start").hasSize(1);
        strict.begin();
        until(() -> lookups("absent"), 2.0);
        server.add(ORDERS, SchemaType.AVRO, "text");
        clock.forward(10_000);
        until(strict::unknown, 0);
        assertThat(readiness.call().getStatus().name()).isEqualTo("UP");
        strict.close();
    }

    @Test
    void completesOnAnyThreadWhatWaits() throws Exception {
        server.add(ORDERS, SchemaType.AVRO, "text");
        CompletableFuture<Integer> id = awaited(() -> source.writer(ORDERS))
                .known()
                .thenApply(known -> id(source, ORDERS))
                .toCompletableFuture();

        assertThat(id.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    }
}
