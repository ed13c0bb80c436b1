package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of RFC 3986, appendix A, case by case. */
class UriReferenceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:",
                "a:b",
                "A+1-.:x",
                "http://",
                "http://h",
                "http://h:",
                "http://h:80",
                "http://h:0000080/",
                "http://u:p@h/",
                "http://u@h:80/a/b?c=d#e",
                "http://:80",
                "http://@h",
                "http://a%20b/",
                "http://a!$&'()*+,;=b/",
                "http://1.2.3.4/",
                "http://999.1.2.3/",
                "http://[::]/",
                "http://[::1]:80/",
                "http://[1:2:3:4:5:6:7:8]",
                "http://[1:2:3:4:5:6:7::]",
                "http://[::2:3:4:5:6:7:8]",
                "http://[1::8]",
                "http://[2001:DB8::abcd]",
                "http://[::ffff:1.2.3.4]",
                "http://[1:2:3:4:5:6:1.2.3.4]",
                "http://[::255.255.255.255]",
                "http://[::0.0.0.0]",
                "http://[v1.a:b]",
                "http://[VfF.x!$&'()*+,;=._~-]:8",
                "file:///a/b",
                "urn:a:b",
                "mailto:a@b",
                "tel:+1-2",
                "a:?q",
                "a:#f",
                "a:/",
                "a:b//c",
                "a:%41%ff%FF",
                "a:b?c?d/e#f?g/h",
                "a:-._~!$&'()*+,;=:@/"
            })
    void takesAUriForBoth(String text) {
        assertThat(UriReference.isValidUri(text)).isTrue();
        assertThat(UriReference.isValid(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/",
                "/a/b",
                "//h",
                "//h/p",
                "//",
                "///a",
                "?",
                "?q",
                "#",
                "#f",
                "a/b:c",
                "/a:b",
                "./a:b",
                "a?b:c",
                "a#b:c",
                "..",
                "../..",
                "1-555-123-4567",
                "%41",
                "@",
                "a//b",
                "//[::1]",
                "-a",
                "a;b=c,d"
            })
    void takesARelativeReferenceForAReferenceOnly(String text) {
        assertThat(UriReference.isValid(text)).isTrue();
        assertThat(UriReference.isValidUri(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {":", ":a", "1a:b", "-a:b", "a_b:c", "a b:c", "%41:b", "a%41:b", "\u00e9:b", "@:b"})
    void refusesAColonInTheFirstSegmentThatEndsNoScheme(String text) {
        assertThat(UriReference.isValid(text)).isFalse();
        assertThat(UriReference.isValidUri(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a b",
                " a",
                "a ",
                "/{id}",
                "<a>",
                "a\"b",
                "a\\b",
                "a^b",
                "a`b",
                "a|b",
                "a\tb",
                "a\u0000",
                "a\u007f",
                "\u00e9",
                "a\u20ac",
                "a\ud83d\ude00",
                "a[b]",
                "/a[0]",
                "?a[0]=b",
                "#a#b",
                "a:#b#",
                "%",
                "%4",
                "%zz",
                "%4g",
                "a%",
                "/a%2",
                "?%",
                "#%2x",
                "%\u0664\u0661"
            })
    void refusesCharactersOutsideTheGrammar(String text) {
        assertThat(UriReference.isValid(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h:8a",
                "http://h:80:80",
                "http://h:-1",
                "http://h:\u0661",
                "http://u@v@h",
                "http://u[@h",
                "http://[bad",
                "http://bad]",
                "http://[]",
                "http://[::1",
                "http://[::1]a",
                "http://[::1]]",
                "http://a[::1]",
                "http://[:]",
                "http://[:::]",
                "http://[1]",
                "http://[1:2:3:4:5:6:7]",
                "http://[1:2:3:4:5:6:7:8:9]",
                "http://[1:2:3:4::5:6:7:8]",
                "http://[1:2:3:4:5:6:7:8::]",
                "http://[::1:2:3:4:5:6:7:8]",
                "http://[1::2::3]",
                "http://[:1:2:3:4:5:6:7:8]",
                "http://[1:2:3:4:5:6:7:8:]",
                "http://[::1:]",
                "http://[:1::]",
                "http://[12345::]",
                "http://[g::]",
                "http://[\u0661::]",
                "http://[::1.2.3]",
                "http://[::1.2.3.4.5]",
                "http://[::1.2.3.256]",
                "http://[::01.2.3.4]",
                "http://[::1..3.4]",
                "http://[::1.2.3.4:5]",
                "http://[1.2.3.4::]",
                "http://[1.2.3.4]",
                "http://[1:2:3:4:5:6:7:1.2.3.4]",
                "http://[::1%25eth0]",
                "http://[v.a]",
                "http://[v1]",
                "http://[v1.]",
                "http://[vg.a]",
                "http://[v1.%41]",
                "http://[v1.a/b]",
                "http://[v1.[]"
            })
    void refusesABrokenAuthority(String text) {
        assertThat(UriReference.isValid(text)).isFalse();
        assertThat(UriReference.isValid(text.substring("http:".length()))).isFalse();
    }
}
