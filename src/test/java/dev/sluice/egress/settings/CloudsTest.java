package dev.sluice.egress.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Configured;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The configurations in {@code src/docs/clouds.md}, each as a start would check it. */
class CloudsTest {

    private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)}");
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path credentials;

    @BeforeAll
    static void writeCredentials() throws Exception {
        Path store = credentials.resolve("client.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        ProcessBuilder command = new ProcessBuilder(keytool, "-genkeypair", "-alias", "client", "-keyalg", "EC");
        command.command().addAll(List.of("-dname", "CN=client", "-storetype", "PKCS12"));
        command.command().addAll(List.of("-keystore", store.toString(), "-storepass", new String(PASSWORD)));
        int exitCode = command.start().waitFor();
        assertThat(exitCode).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        String certificate = pem("CERTIFICATE", keys.getCertificate("client").getEncoded());
        String key = pem("PRIVATE KEY", keys.getKey("client", PASSWORD).getEncoded());
        Files.writeString(credentials.resolve("client.pem"), key + certificate);
        Files.writeString(credentials.resolve("ca.pem"), certificate);
        Files.writeString(credentials.resolve("ca.crt"), certificate);
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END " + type
                + "-----\n";
    }

    static List<Arguments> configurations() throws Exception {
        List<Arguments> all = new ArrayList<>();
        String page = Files.readString(Path.of("src/docs/clouds.md"));
        for (String section : page.split("\n## ")) {
            String cloud = section.lines().findFirst().orElseThrow();
            BLOCK.matcher(section).results().forEach(block -> all.add(Arguments.of(cloud, block.group(1))));
        }
        return all;
    }

    /** What the shell, or the secret, sets; everything that looks like a secret is one. */
    private static Map<String, String> variables(String yaml) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "KAFKA_CREDENTIALS", credentials.toString(),
                // of the file in the JAR
                "MP_MESSAGING_OUTGOING_RECORDS_RETRIES", "0",
                "MP_MESSAGING_OUTGOING_REJECTS_RETRIES", "0"));
        Matcher used = VARIABLE.matcher(yaml);
        while (used.find()) {
            variables.put(used.group(1), "a;b='c'/" + used.group(1).toLowerCase(Locale.ROOT));
        }
        return variables;
    }

    private static List<String> refusals(String yaml, Map<String, String> variables) {
        Configured configured = Configured.by(yaml, variables);
        ProducerSettings settings = new ProducerSettings(configured.config());
        return Stream.of("records", "rejects")
                .flatMap(channel -> settings.refusals(channel, configured.all()).stream())
                .toList();
    }

    @Test
    void areThereForEachCloud() throws Exception {
        assertThat(configurations().stream().map(each -> each.get()[0].toString()))
                .hasSizeGreaterThan(9)
                .contains(
                        "Confluent Cloud",
                        "Azure Event Hubs",
                        "Amazon MSK",
                        "Google Cloud Managed Service for Apache Kafka",
                        "Aiven",
                        "Strimzi, and any other Kafka with SASL and TLS");
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("configurations")
    void areWhatAStartTakes(String cloud, String yaml) {
        Configured configured = Configured.by(yaml, variables(yaml));
        assertThat(configured.errors()).isEmpty();
        assertThat(configured.mapper().knownTopics()).containsExactly("events");
        assertThat(refusals(yaml, variables(yaml))).isEmpty();
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("configurations")
    void followTheAdviceOfTheirCloud(String cloud, String yaml) {
        Configured configured = Configured.by(yaml, variables(yaml));
        Map<String, Object> settings = new ProducerSettings(configured.config()).effective("records", configured.all());
        assertThat(EventHubs.isUsed(settings)).isEqualTo(cloud.equals("Azure Event Hubs"));
        assertThat(EventHubs.advice(settings)).isEmpty();
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("configurations")
    void setNothingThatKafkasClientDoesNotKnow(String cloud, String yaml) {
        Stream<String> keys = yaml.lines()
                .takeWhile(line -> !line.equals("sluice:"))
                .filter(line -> line.matches("  [a-z].*"))
                .map(line -> line.strip().replaceFirst(":.*", ""));
        assertThat(keys).isNotEmpty().isSubsetOf(ProducerConfig.configNames());
    }

    @ParameterizedTest(name = "{0} {index}")
    @MethodSource("configurations")
    void doNotStartWithoutOneOfTheirVariables(String cloud, String yaml) {
        Matcher used = VARIABLE.matcher(yaml);
        while (used.find()) {
            Map<String, String> variables = variables(yaml);
            variables.remove(used.group(1));
            assertThat(refusals(yaml, variables)).as(used.group(1)).isNotEmpty();
        }
    }
}
