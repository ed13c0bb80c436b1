package dev.sluice.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Refusal.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages of Amazon SNS, and what of them is signed. */
class SnsMessageTest {

    private static final String NOTIFICATION = """
            {
              "Type" : "Notification",
              "MessageId" : "5e1f3a52-9d0b-5c55-8a36-60d2c0b1b7a4",
              "TopicArn" : "arn:aws:sns:eu-west-1:123456789012:alarms",
              "Subject" : "Gr\\u00fc\\u00dfe",
              "Message" : "{\\"a\\":\\"b\\\\nc\\"}\\nand more \\ud83d\\ude00",
              "Timestamp" : "2026-11-26T08:15:30.120Z",
              "SignatureVersion" : "1",
              "Signature" : "c2lnbmVk",
              "SigningCertURL" : "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
              "UnsubscribeURL" : "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=x",
              "MessageAttributes" : {"Type":{"Type":"String","Value":"a\\nb"}}
            }""";

    private static final String CONFIRMATION = """
            {"Type":"SubscriptionConfirmation","MessageId":"165545c9","Token":"2336412f37",
             "TopicArn":"arn:aws:sns:eu-west-1:123456789012:alarms","Message":"You have chosen …",
             "SubscribeURL":"https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37",
             "Timestamp":"2026-11-26T08:15:30.120Z","SignatureVersion":"2","Signature":"c2lnbmVk",
             "SigningCertURL":"https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem"}""";

    @Test
    void haveTheirMembersWithoutEscapes() {
        SnsMessage message = parse(NOTIFICATION);
        assertThat(message)
                .isEqualTo(new SnsMessage(
                        SnsMessage.Type.NOTIFICATION,
                        "5e1f3a52-9d0b-5c55-8a36-60d2c0b1b7a4",
                        "arn:aws:sns:eu-west-1:123456789012:alarms",
                        "Grüße",
                        "{\"a\":\"b\\nc\"}\nand more 😀",
                        "2026-11-26T08:15:30.120Z",
                        "1",
                        "c2lnbmVk",
                        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
                        null,
                        null,
                        "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=x"));
    }

    @Test
    void signTheNamesAndValuesOfANotification() {
        assertThat(signed(NOTIFICATION)).isEqualTo("""
                        Message
                        {"a":"b\\nc"}
                        and more 😀
                        MessageId
                        5e1f3a52-9d0b-5c55-8a36-60d2c0b1b7a4
                        Subject
                        Grüße
                        Timestamp
                        2026-11-26T08:15:30.120Z
                        TopicArn
                        arn:aws:sns:eu-west-1:123456789012:alarms
                        Type
                        Notification
                        """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Other\" : \"x\",", "\"Subject\" : null,"})
    void signNothingInsteadOfASubjectThatIsNotThere(String instead) {
        assertThat(signed(NOTIFICATION.replace("\"Subject\" : \"Gr\\u00fc\\u00dfe\",", instead)))
                .doesNotContain("Subject")
                .contains("60d2c0b1b7a4\nTimestamp\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SubscriptionConfirmation", "UnsubscribeConfirmation"})
    void signTheTokenAndTheUrlOfAConfirmation(String type) {
        assertThat(signed(CONFIRMATION.replace("SubscriptionConfirmation", type)))
                .isEqualTo("""
                        Message
                        You have chosen …
                        MessageId
                        165545c9
                        SubscribeURL
                        https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37
                        Timestamp
                        2026-11-26T08:15:30.120Z
                        Token
                        2336412f37
                        TopicArn
                        arn:aws:sns:eu-west-1:123456789012:alarms
                        Type
                        %s
                        """.formatted(type));
    }

    @ParameterizedTest
    @CsvSource({"Type", "MessageId", "Token", "TopicArn", "Message", "SubscribeURL", "Timestamp"})
    void areRefusedWithoutAMemberThatTheirTypeHas(String name) {
        String without = CONFIRMATION.replace("\"" + name + "\":", "\"X\":");
        assertThat(refusal(without)).isEqualTo(Reason.MALFORMED);
        assertThat(refusal(CONFIRMATION.replace("\"" + name + "\":", "\"" + name + "\":null,\"X\":")))
                .isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Type\":\"Notification\"",
                "\"\\u0054ype\":\"SubscriptionConfirmation\"",
                "\"TopicArn\":\"arn:aws:sns:eu-west-1:123456789012:other\"",
                "\"Message\":null",
                "\"Subject\":null,\"Subject\":\"x\"",
                "\"Subject\":1",
                "\"Subject\":{}",
                "\"Subject\":\"a\\nb\"",
                "\"UnsubscribeURL\":\"a\\u000ab\"",
                "\"Subject\":\"\\ud800\"",
                "\"Subject\":\"\\udc00\\ud800\"",
                "\"Subject\":\"x",
            })
    void areRefusedWithAMemberThatIsRepeatedOrNotALineOfText(String member) {
        assertThat(refusal(CONFIRMATION.replace("{\"Type\"", "{" + member + ",\"Type\"")))
                .isEqualTo(Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"Type\":\"notification\"}", "hello"})
    void areRefusedIfTheyAreSomethingElse(String body) {
        assertThat(refusal(body)).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void areNotFollowedByAnything() {
        assertThat(refusal(CONFIRMATION + "x")).isEqualTo(Reason.MALFORMED);
        assertThat(parse(" \n" + CONFIRMATION + "\r\n").messageId()).isEqualTo("165545c9");
    }

    @Test
    void showNoSecret() {
        assertThat(parse(CONFIRMATION)).hasToString("SubscriptionConfirmation 165545c9");
    }

    private static String signed(String body) {
        return new String(parse(body).signedBytes(), StandardCharsets.UTF_8);
    }

    private static Reason refusal(String body) {
        return catchThrowableOfType(Refusal.class, () -> parse(body)).reason();
    }

    private static SnsMessage parse(String body) {
        return SnsMessage.parse(Bytes.utf8(body));
    }
}
