package dev.sluice.egress.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.delivery.DeliveryFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.junit.jupiter.api.Test;
import sun.reflect.ReflectionFactory;

/**
 * Every exception type of the Kafka client on the class path is classified on purpose: a new one fails the first test
 * until it has a line in {@code kafka-errors.txt}.
 */
class FailureTableTest {

    private static final String PACKAGE = "org/apache/kafka/common/errors/";
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| ((?:`[A-Za-z]+`(?:, )?)+) \\|");
    private static final Pattern NAME = Pattern.compile("`([A-Za-z]+)`");

    @Test
    void classifiesEveryTypeOfTheClientAsItsListSays() throws Exception {
        assertThat(kinds()).isEqualTo(listed());
    }

    @Test
    void isToldInThePageOfAnswersAsTheCodeHasIt() throws Exception {
        Map<String, Kind> told = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("src/docs/answers.md")));
        while (row.find()) {
            Matcher name = NAME.matcher(row.group(2));
            while (name.find()) {
                told.put(name.group(1), Kind.valueOf(row.group(1)));
            }
        }
        Map<String, Kind> notable = new TreeMap<>(kinds());
        notable.values().removeIf(kind -> kind == Kind.UNAVAILABLE);
        assertThat(told).isEqualTo(notable);
    }

    private static Map<String, Kind> kinds() throws Exception {
        Map<String, Kind> kinds = new TreeMap<>();
        Path jar = Path.of(ApiException.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (ZipFile client = new ZipFile(jar.toFile())) {
            for (String name : client.stream().map(entry -> entry.getName()).toList()) {
                if (name.startsWith(PACKAGE) && name.endsWith(".class") && !name.contains("$")) {
                    classify(
                            kinds,
                            Class.forName(name.replace('/', '.').substring(0, name.length() - ".class".length())));
                }
            }
        }
        Stream.of(BufferExhaustedException.class, InvalidRecordException.class, KafkaException.class)
                .forEach(type -> classify(kinds, type));
        return kinds;
    }

    private static void classify(Map<String, Kind> kinds, Class<?> type) {
        if (Throwable.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
            kinds.put(
                    type.getSimpleName(), FailureKinds.classify(instance(type)).kind());
        }
    }

    /** Made without its constructor, of which each type has others. */
    private static Throwable instance(Class<?> type) {
        try {
            return (Throwable) ReflectionFactory.getReflectionFactory()
                    .newConstructorForSerialization(type, Object.class.getDeclaredConstructor())
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Kind> listed() throws IOException {
        Map<String, Kind> listed = new TreeMap<>();
        try (InputStream list = FailureTableTest.class.getResourceAsStream("/kafka-errors.txt")) {
            new String(list.readAllBytes(), UTF_8)
                    .lines()
                    .map(line -> line.split(" "))
                    .forEach(line -> listed.put(line[1], Kind.valueOf(line[0])));
        }
        return listed;
    }
}
