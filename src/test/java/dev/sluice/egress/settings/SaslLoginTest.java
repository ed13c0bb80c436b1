package dev.sluice.egress.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start says of a login that cannot work, however it is written. */
class SaslLoginTest {

    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final String TOKEN = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";

    private static final String FORM =
            "; write the login module, required, options as name=\"value\" with \\\" for a quote"
                    + " in the value, and a semicolon at the end";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            PLAIN | {plain} required username="app" password="SENTINEL"              | it is no login (JAAS config entry not terminated by semi-colon){form}
            PLAIN | {plain} required username="app" password="p"SENTINEL;x";         | it is no login (Value not specified for key '***' in JAAS config){form}
            PLAIN | {plain} required username="app" password=12SENTINEL;             | it is no login (Value not specified for key '***' in JAAS config){form}
            PLAIN | {plain} SENTINEL username="app" password="p";                    | it is no login (Invalid login module control flag '***' in JAAS config){form}
            PLAIN | {plain}                                                          | it is no login (Login module control flag not specified in JAAS config){form}
            PLAIN | {plain} required username="a" password="b"; {scram} required;    | it is no login (JAAS config property contains 2 login modules, should be 1 module){form}
            PLAIN | KafkaClient { {plain} required username="app" password="p"; };   | only what is between { and } in a file for JAAS is a login; leave the rest out
            PLAIN | SENTINEL required;                                               | its login module is not in this executable; write {plain}
            SCRAM-SHA-512 | org.apache.kafka.common.security.scram.ScramLoginModul required username="a" password="b"; | its login module org.apache.kafka.common.security.scram.ScramLoginModul is not in this executable; write {scram}
            PLAIN | org.apache.kafka.common.security.scram.ScramLoginModul required username="a" password="b"; | its login module org.apache.kafka.common.security.scram.ScramLoginModul is not in this executable; write {scram}
            SCRAM-SHA-256 | java.lang.String required;                               | its login module is not in this executable; write {scram}
            SCRAM-SHA-512 | {token} required;                                        | its login module {token} is not for SCRAM-SHA-512; write {scram}
            OAUTHBEARER | {plain} required username="a" password="b";                | its login module {plain} is not for OAUTHBEARER; write {token}
            GSSAPI | {plain} required username="a" password="b";                     | its login module {plain} is not for GSSAPI; name another one
            PLAIN | {plain} required user="app" password="SENTINEL";                 | it has no username; write username="..." before the semicolon
            PLAIN | {plain} required username="app" pasword="SENTINEL";              | it has no password; write password="..." before the semicolon
            SCRAM-SHA-512 | {scram} required username="app" password="";             | it has no password; write password="..." before the semicolon
            PLAIN | {plain} required username="app" password="$(SENTINEL)";          | its password is a $(NAME) that Kubernetes did not replace; define the variable before it in env, or write ${NAME} in a file
            PLAIN | {plain} required username="app" password="SENT\\INEL";            | Kafka's client leaves out a \\ in it; write \\\\ for one that is meant
            """)
    void tellsWhatIsWrongWithTheTextOfALogin(String mechanism, String login, String why) {
        Map<String, String> configured = login(mechanism, named(login));
        assertThat(ProducerSettingsTest.refusals(configured))
                .containsExactly("kafka.sasl.jaas.config is refused: " + named(why))
                .noneMatch(line -> line.contains("SENTINEL") || line.contains("INEL"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            PLAIN | {plain} required username="app" password="pa$$w\\\\o\\"r;d{x}'";
            SCRAM-SHA-256 | {scram} required username="app" password="p" tokenauth="true";
            SCRAM-SHA-512 | {scram} sufficient username=app password='p' ;
            PLAIN | {scram} required username="app" password="p"; /* either module has a name and a password */
            GSSAPI | com.sun.security.auth.module.Krb5LoginModule required useTicketCache=true;
            """)
    void takesALoginThatKafkasClientTakes(String mechanism, String login) {
        assertThat(ProducerSettingsTest.refusals(login(mechanism, named(login))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scram-sha-512 | it is not how the mechanism is spelt; write SCRAM-SHA-512",
                "scram_sha_256 | it is not how the mechanism is spelt; write SCRAM-SHA-256",
                "SCRAM-SHA512 | it is not how the mechanism is spelt; write SCRAM-SHA-512",
                "plain | it is not how the mechanism is spelt; write PLAIN",
                "OAuthBearer | it is not how the mechanism is spelt; write OAUTHBEARER",
                "SCRAM | no mechanism of that name is in this executable; write one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER",
                "AWS_MSK_IAM | no mechanism of that name is in this executable; write one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER"
            })
    void tellsTheRightSpellingOfAMechanism(String mechanism, String why) {
        assertThat(ProducerSettingsTest.refusals(login(mechanism, SCRAM + " required username=\"a\" password=\"b\";")))
                .containsExactly("kafka.sasl.mechanism '" + mechanism + "' is refused: " + why);
    }

    @Test
    void leavesMechanismsThatAPlugInMayKnow() {
        Map<String, String> configured = login("AWS_MSK_IAM", PLAIN + " required;");
        configured.put("kafka.sasl.client.callback.handler.class", "dev.sluice.config.Sender");
        assertThat(ProducerSettingsTest.refusals(configured)).isEmpty();
    }

    /** Kafka's default is GSSAPI. */
    @ParameterizedTest
    @CsvSource({
        "required username=\"a\" password=\"b\";, SCRAM-SHA-512",
        ", 'the one of your login: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER'"
    })
    void tellsAMechanismThatIsMissing(String options, String meant) {
        Map<String, String> configured = login("", options == null ? "" : SCRAM + " " + options);
        configured.values().removeIf(String::isEmpty);
        assertThat(ProducerSettingsTest.refusals(configured))
                .containsExactly("kafka.sasl.mechanism is missing: set it, or KAFKA_SASL_MECHANISM, to " + meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-512\n", " SCRAM-SHA-512 "})
    void takesAMechanismWithBlanksAroundIt(String mechanism) {
        assertThat(ProducerSettingsTest.refusals(login(mechanism, SCRAM + " required username=\"a\" password=\"b\";")))
                .isEmpty();
    }

    private static String named(String text) {
        return text.replace("{plain}", PLAIN)
                .replace("{scram}", SCRAM)
                .replace("{token}", TOKEN)
                .replace("{form}", FORM);
    }

    private static Map<String, String> login(String mechanism, String text) {
        Map<String, String> configured = new HashMap<>();
        configured.put("kafka.security.protocol", "SASL_PLAINTEXT");
        configured.put("kafka.sasl.mechanism", mechanism);
        configured.put("kafka.sasl.jaas.config", text);
        return configured;
    }
}
