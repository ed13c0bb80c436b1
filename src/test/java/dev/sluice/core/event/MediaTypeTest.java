package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the decoders ask of a media type, case by case. */
class MediaTypeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "a/b",
                "Text/PLAIN",
                "application/vnd.a.b-c_d+json",
                "!#$%&'*+-.^_`|~/!#$%&'*+-.^_`|~",
                "*/*",
                "text/plain;charset=utf-8",
                "text/plain ; charset=utf-8",
                "text/plain;\tcharset=utf-8",
                "text/plain; a=b; c=d;e=f",
                "text/plain; a=\"\"",
                "text/plain; a=\"b c;d=,/\"",
                "text/plain; a=\"\\\"\\\\\" ; b=c",
                "text/plain;",
                "text/plain; ;a=b",
                "text/plain; a=b ",
                "text/plain "
            })
    void takesAMediaType(String text) {
        assertThat(MediaType.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/",
                "a",
                "a/",
                "/b",
                "a/b/c",
                "a /b",
                "a/ b",
                "a b/c",
                " a/b",
                "a/b c",
                "a/b,c/d",
                "a/b; c",
                "a/b; c=",
                "a/b; c= d",
                "a/b; c =d",
                "a/b; =d",
                "a/b; c=d e",
                "a/b; c=d,e",
                "a/b; c=\"",
                "a/b; c=\"d",
                "a/b; c=\"d\\",
                "a/b; c=\"d\\\"",
                "a/b; c=\"d\"e",
                "a/b; c=\"\u0001\"",
                "a/b; c=\"\\\n\"",
                "a/b; c=\"\u007f\"",
                "a/b; c=\"\u00e9\"",
                "a/b; c=\u00e9",
                "\u00e9/b",
                "a/b; c=d; e",
                "a/(b)",
                "a/b; c=(d)",
                "a=b/c;",
                "a;b/c",
                ";a/b"
            })
    void refusesWhatIsNoMediaType(String text) {
        assertThat(MediaType.isValid(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/JSON",
                "application/json;x=y",
                "application/json ; x=y",
                "text/json",
                "application/vnd.a+json",
                "application/vnd.a+b+JSON;x=\"y\"",
                "image/svg+json",
                "a/+json"
            })
    void findsJson(String text) {
        assertThat(MediaType.isJson(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/jsonx",
                "application/xjson",
                "application/x-json",
                "application/json+xml",
                "application/json-seq",
                "json/text",
                "text/plain;a=json",
                "text/plain;a=b/json",
                "text/plain; a=\"x+json\"",
                "a/json.b",
                "json"
            })
    void findsNoJson(String text) {
        assertThat(MediaType.isJson(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '\0',
            value = {
                "text/plain;charset=utf-8 > utf-8",
                "text/plain; CHARSET=UTF-8 > UTF-8",
                "text/plain ; a=b ; charset=utf-8 ; c=d > utf-8",
                "text/plain; charset=\"utf-8\" > utf-8",
                "text/plain; charset=\"u\\t\\f-8\" > utf-8",
                "text/plain; a=\"charset=x; charset=y\"; charset=z > z",
                "text/plain; a=\"\\\"; charset=y\"; charset=z > z",
                "text/plain; ; charset=z > z",
                "text/plain; charset=first; charset=second > first",
                "text/plain; charset=a; > a"
            })
    void findsTheCharset(String text, String charset) {
        assertThat(MediaType.isValid(text)).isTrue();
        assertThat(MediaType.charset(text)).isEqualTo(charset);
    }

    @Test
    void findsAnEmptyCharset() {
        assertThat(MediaType.charset("text/plain; charset=\"\"")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/plain;",
                "text/plain; xcharset=a",
                "text/plain; charsetx=a",
                "text/plain; a=charset",
                "text/plain; a=\"charset=b\"",
                "text/plain; a=\"; charset=b\"",
                "charset=a/b"
            })
    void findsNoCharset(String text) {
        assertThat(MediaType.charset(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "application/cloudevents+json, true",
        "APPLICATION/CloudEvents+JSON, true",
        "application/cloudevents+json;charset=utf-8, true",
        "application/cloudevents+json ; charset=utf-8, true",
        "application/cloudevents+jsonx, false",
        "application/cloudevents, false",
        "application/cloudevents+json-seq, false",
        "xapplication/cloudevents+json, false"
    })
    void comparesWithoutParametersAndCase(String text, boolean same) {
        assertThat(MediaType.is(text, "application/cloudevents+json")).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            delimiter = '>',
            value = {
                "a/b > a/b",
                "a/b > a/b; c=d",
                "a/b; > a/b;c=d",
                "A/B;C=d > a/b ; e=f ; c=d",
                "a/b; c=\"d\" > a/b;c=d",
                "a/b;e=f;c=d > a/b;c=d;e=f",
                "a/b; charset=UTF-8 > a/b;charset=utf-8"
            })
    void saysWhatAnotherSaysToo(String text, String other) {
        assertThat(MediaType.isSaidBy(text, other)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            delimiter = '>',
            value = {
                "a/b > a/c",
                "a/b > a/bc",
                "a/bc > a/b",
                "a/b > a/b+c; d=e",
                "a/b; c=d > a/b",
                "a/b; c=d > a/b; c=D",
                "a/b; c=d > a/b; e=d",
                "a/b; c=d; e=f > a/b; c=d",
                "a > a/b",
                "a/b; c > a/b; c=d",
                "a/b, c/d > a/b"
            })
    void doesNotSayWhatAnotherSays(String text, String other) {
        assertThat(MediaType.isSaidBy(text, other)).isFalse();
    }
}
