package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a configuration, as it is told: one line with key, value, what is wrong and what to write. */
class ConfigErrorsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            path: events                | sluice.path 'events' is not usable: write a path that starts with one slash, has no query and is not below /q
            path: //events              | sluice.path '//events' is not usable: write a path that starts with one slash, has no query and is not below /q
            kind: aws                   | sluice.kind 'aws' is not known: did you mean sns? The kinds are cloudevents, knative, eventarc, pubsub, sns, eventbridge, eventgrid, webhook, github, gitlab, stripe, slack, shopify, standard-webhooks, svix, pagerduty, alertmanager, grafana, docker-registry, adobe-io
            sender: knative             | sluice.sender is called kind now: write kind with the same value, or with eventarc for CloudEvents of Eventarc
            header-values: latin1       | sluice.header-values 'latin1' is not known: write one of encoded, raw
            ack-deadline: soon          | sluice.ack-deadline 'soon' is not a duration: write, for example, 30s, 500ms or 2m
            ack-deadline: 10ms          | sluice.ack-deadline '10ms' is out of range: no broker can acknowledge reliably in less than 1 s; write 1s or more
            ack-deadline: 600h          | sluice.ack-deadline '600h' is out of range: write 1s to 596h
            ack-deadline: 20000         | sluice.ack-deadline '20000' has no unit, and would be hours: write, for example, 30s, 500ms or 2m
            drain-timeout: soon         | sluice.drain-timeout 'soon' is not a duration: write, for example, 30s, 500ms or 2m
            drain-timeout: 3s           | sluice.drain-timeout '3s' is out of range: requests in flight would get no answer; write 4s or more
            body-timeout: 0s            | sluice.body-timeout '0s' is out of range: no body could arrive in time; write 1s or more
            max-body-size: large        | sluice.max-body-size 'large' is not a number of bytes: write, for example, 65536, 64K or 32M
            max-body-size: 1K           | sluice.max-body-size '1K' is out of range: events of 64 KiB must pass, and bodies are held in memory; write 64K to 256M
            max-events-in-flight: many  | sluice.max-events-in-flight 'many' is not a whole number: write a number of at most 2147483647
            max-events-in-flight: 0     | sluice.max-events-in-flight '0' is out of range: write 1 or more
            max-events-in-flight: 10    | sluice.max-events-in-flight 10 is smaller than sluice.batch.max-events 1000, so Sluice could never take the largest request that it allows: write at least 1000
            max-bytes-in-flight: 1M     | sluice.max-bytes-in-flight 1048576 is smaller than sluice.batch.max-bytes 8388608, so Sluice could never take the largest request that it allows: write at least 8388608
            ready-needs-kafka: 1        | sluice.ready-needs-kafka '1' is not a boolean: write true or false
            batch: { enabled: maybe }   | sluice.batch.enabled 'maybe' is not a boolean: write true or false
            batch: { max-events: 0 }    | sluice.batch.max-events '0' is out of range: write 1 or more
            batch: { max-bytes: 1G }    | sluice.batch.max-bytes '1G' is out of range: a batch is held in memory; write at most 256M
            dedup: { entries: all }     | sluice.dedup.entries 'all' is not a whole number: write a number of at most 2147483647
            dedup: { entries: -1 }      | sluice.dedup.entries '-1' is out of range: each entry takes up to 100 bytes of memory; write 0 to 1000000
            dedup: { entries: 1000001 } | sluice.dedup.entries '1000001' is out of range: each entry takes up to 100 bytes of memory; write 0 to 1000000
            webhook: { rate: 0 }        | sluice.webhook.rate '0' is out of range: write 1 or more
            webhook: { rate: 5 }        | sluice.webhook.rate '5' has no effect without sluice.webhook.origins: set both, or leave it out
            pages: closed               | sluice.pages 'closed' is not known: write one of open, local, token
            pages: token                | sluice.pages 'token' needs sluice.pages-token, which is missing: set it to a text or a file
            pages-token: short          | sluice.pages-token is shorter than 16 characters, so it could be guessed: use a longer one
            pages-token: file:missing   | sluice.pages-token names the file missing, which cannot be read (NoSuchFileException)
            self-test: maybe            | sluice.self-test 'maybe' is not a boolean: write true or false
            match: some                 | sluice.match 'some' is not known: write one of first, all
            keyless: never              | sluice.keyless 'never' is not known: write one of allow, refuse
            key-format: integer         | sluice.key-format 'integer' is not known: write one of text, int, long, uuid
            content-mode: batched       | sluice.content-mode 'batched' is not known: write one of binary, structured
            timestamp: broker           | sluice.timestamp 'broker' is not known: write one of producer, event
            empty-data: "null"          | sluice.empty-data 'null' is not known: write one of tombstone, empty, refuse
            unmatched: ignore           | sluice.unmatched 'ignore' has no effect, because events that no route takes go to sluice.topic: remove one of the two; without sluice.topic, each route needs a topic of its own
            redact-secret: short        | sluice.redact-secret is so short that it could be guessed: write 16 characters or more
            key: [mySource]             | sluice.key 'mySource' is not an attribute name (lower-case letters and digits), a JSON Pointer (starts with a slash), @sender, @caller or a text with one of these in braces
            key: ["/a~2"]               | sluice.key '/a~2' is not a JSON Pointer (RFC 6901): '~' must be written '~0', and '/' in a name '~1'
            key: ["hash(/a)"]           | sluice.key 'hash(/a)' needs sluice.redact-secret, which is missing: set it, or SLUICE_REDACT_SECRET, to 16 characters or more
            partition: 0                | sluice.partition '0' would be read as an attribute, because the event chooses the partition: if you mean the attribute, write {0}
            key: [none, subject]        | sluice.key 'none' means no key, so it must stand alone: if you mean the attribute, write {none}
            partition: none             | sluice.partition 'none' would be read as an attribute: leave the key out, or, if you mean the attribute, write {none}
            partition: ["{a"]           | sluice.partition '{a' has a { without a closing }: for a literal brace, write {{
            headers: { ce_x: a }        | sluice.headers.ce_x 'a' has a name that is reserved for Sluice's own headers: choose another name
            headers: { Content-Type: a } | sluice.headers.Content-Type 'a' has a name that is reserved for Sluice's own headers: choose another name
            headers: { "a b": c }       | sluice.headers.a b 'c' has an illegal header name: use printable ASCII without spaces
            headers: { a: "{B}" }       | sluice.headers.a '{B}' has {B} in it, which is not an attribute name (lower-case letters and digits), a JSON Pointer (starts with a slash), @sender, @caller or a text with one of these in braces
            headers: none               | sluice.headers 'none' is not a name with a value: write name=value;name=value
            redact: { /a: hide }        | sluice.redact./a (its value is not shown) is not known: write one of drop, mask, hash
            redact: { a: drop }         | sluice.redact.a 'drop' does not name a place in the data: a is not a JSON Pointer (RFC 6901): it must be empty or start with '/'
            redact: { /card*: drop }    | sluice.redact./card* 'drop' does not name a place in the data: /card* is not a JSON Pointer (RFC 6901): a * stands for a whole part, not for some of its characters
            redact: { /a: drop, /a/b: mask } | sluice.redact '[/a, /a/b]' cannot be combined: the redaction of '/a/b' is inside that of '/a'; leave one of the two out
            redact: { /a: hash }        | sluice.redact./a 'hash' needs sluice.redact-secret, which is missing: set it, or SLUICE_REDACT_SECRET, to 16 characters or more
            schema: missing.json        | sluice.schema 'missing.json' does not exist: write the path of a schema, or classpath: and the name of a resource
            topics-allowed: [a]         | sluice.topics-allowed '[a]' has no effect, because topic is not a template: leave it out
            topik: a                    | sluice.topik is not a key of Sluice: did you mean sluice.topic?
            routes: { a: { when: "x = 1", topics: b } } | sluice.routes.a.topics is not a key of Sluice: did you mean sluice.routes.a.topic?
            routes: { a: { when: "x = 1", topic: b }, redact: { /a: drop } } | sluice.routes.redact./a is not a key of Sluice: redact belongs below the name of a route, indent it
            routes: { a: { when: "type = 'x" } } | sluice.routes.a.when 'type = 'x' is not a CESQL expression: at 10: expected a closing quote
            routes: { a: { when: "x = 1", rank: high } } | sluice.routes.a.rank 'high' is not a whole number: write a number of at most 2147483647
            routes: { "a b": { when: "x = 1" } } | sluice.routes.a b is not a name that labels and answers can show: write letters, digits, - and _, at most 64, a letter or digit first
            routes: { a: {topic: x}, b: {when: "x = 1"} } | sluice.routes.a.when is missing, so the route takes every event before b is tried: set it, or give the route the largest rank
            """)
    void areTold(String line, String told) {
        assertThat(Configured.by("sluice:\n  topic: events\n  " + line + "\n").errors())
                .containsExactly(told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                          | sluice.topic is missing: set it, or SLUICE_TOPIC, to the topic that events go to
            { topic: "a b" }            | sluice.topic 'a b' is not a topic name: use 1 to 249 letters, digits, dots, underscores and hyphens
            { topic: t, key: none, keyless: refuse } | sluice.keyless 'refuse' would refuse every event, because key is none: leave one of the two out
            { match: all, topic: t, routes: { copy: { topic: c } } } | sluice.topic 't' is never used, because the route copy takes every event: remove one of the two, or give the route a condition
            { topic: t, pages: open, pages-token: 0123456789abcdef } | sluice.pages-token has no effect, because sluice.pages is open: leave one of the two out
            { topic: t, rejects: { undecoded: true } } | sluice.rejects.undecoded 'true' has no effect without sluice.rejects.topic: set both, or leave both out
            { topic: t, rejects: { topic: r, undecoded: all } } | sluice.rejects.undecoded 'all' is not a boolean: write true or false
            { topic: ".." }             | sluice.topic '..' is not a topic name: use 1 to 249 letters, digits, dots, underscores and hyphens
            { topic: "a.{x}" }          | sluice.topic 'a.{x}' would let events choose any topic: list the topics that they may choose in topics-allowed
            { topic: "{x}", topics-allowed: [a, b*] } | sluice.topics-allowed 'b*' is not a topic name: write it without the * in topics-allowed-prefix, which lets events choose any topic with that prefix
            { topic: "{x}", topics-allowed: [a/b] } | sluice.topics-allowed 'a/b' is not a topic name: use 1 to 249 letters, digits, dots, underscores and hyphens
            { topic: "{x}", topics-allowed-prefix: ["b*"] } | sluice.topics-allowed-prefix 'b*' is not the start of a topic name: use letters, digits, dots, underscores and hyphens, and no *
            { routes: { a: { key: [id] } } } | sluice.routes.a.topic is missing: set it, or sluice.topic for all routes
            { topic: t, redact: { /c: drop }, key: [/c/id] } | sluice.key '/c/id' would show /c/id, which redact removes from the data (/c): write hash(/c/id)
            { topic: t, redact: { "/*/id": drop }, headers: { a: "x{/c/id}" } } | sluice.headers.a 'x{/c/id}' would show /c/id, which redact removes from the data (/*/id): write hash(/c/id)
            { topic: "{/r}", topics-allowed: [x], redact: { /r: mask } } | sluice.topic '{/r}' would show /r, which redact removes from the data (/r): write hash(/r)
            { topic: t, partition: [/p], redact: { /p: mask } } | sluice.partition '/p' would show /p, which redact removes from the data (/p): write hash(/p)
            """)
    void areToldOfTopicsAndOfWhatTheyContradict(String sluice, String told) {
        assertThat(Configured.by("sluice: " + sluice).errors()).containsExactly(told);
    }

    @Test
    void areToldAllAtOnceEachOnce() {
        String yaml = """
                sluice:
                  max-body-size: 1K
                  key: [Bad]
                  routes:
                    a: { when: "x = 1", topic: a/b }
                    b: { when: "x = 1", topic: "c d", keyless: maybe }
                """;
        assertThat(Configured.by(yaml, Map.of("SLUICE_TOPIK", "x")).errors())
                .hasSize(6)
                .anyMatch(line -> line.startsWith("sluice.max-body-size '1K' "))
                .anyMatch(line -> line.startsWith("sluice.key 'Bad' "))
                .anyMatch(line -> line.startsWith("sluice.routes.a.topic 'a/b' "))
                .anyMatch(line -> line.startsWith("sluice.routes.b.topic 'c d' "))
                .anyMatch(line -> line.startsWith("sluice.routes.b.keyless 'maybe' "))
                .anyMatch(line -> line.startsWith("SLUICE_TOPIK is not a key of Sluice: did you mean SLUICE_TOPIC?"));
    }

    @Test
    void areOneLineEachHoweverTheValueIsWritten() {
        assertThat(Configured.by("sluice: { topic: t, kind: \"a\\nb\\u0085c" + "x".repeat(1000) + "\" }")
                        .errors())
                .singleElement()
                .asString()
                .startsWith("sluice.kind 'a b cxxx")
                .hasSizeLessThan(600)
                .matches("[ -~]+");
    }

    /** They would be in force as if they were not there: a condition that takes every event, no redaction, no key. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key: {/order/id}                       | sluice.key./order/id",
                "redact: { /customer/email: }           | sluice.redact./customer/email",
                "redact:                                | sluice.redact",
                "routes: { a: { when: } }               | sluice.routes.a.when",
                "schema: ''                             | sluice.schema",
                "key: []                                | sluice.key",
                "headers: { a: '' }                     | sluice.headers.a",
                "match: ''                              | sluice.match"
            })
    void areToldOfKeysWithoutAValue(String line, String key) {
        assertThat(Configured.by("sluice:\n  topic: events\n  " + line + "\n").errors())
                .containsExactly(key + " has no value: write one (in quotes if it has braces), or leave the key out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema: '${NOT_SET}'                                | sluice.schema '${NOT_SET}'",
                "routes: { a: { when: \"id = '${NOT_SET}'\" } }      | sluice.routes.a.when 'id = '${NOT_SET}''",
                "key: ['{source}${subject}']                         | sluice.key '{source}${subject}'",
                "redact: { /a: '${NOT_SET}' }                        | sluice.redact./a '${NOT_SET}'",
                "kind: '${NOT_SET}'                                  | sluice.kind '${NOT_SET}'",
                "redact-secret: '${NOT_SET}'                         | sluice.redact-secret '${NOT_SET}'",
                "redact-secret: 'abc${NOT_SET}'                      | sluice.redact-secret"
            })
    void areToldOfValuesThatReferToWhatIsNotSet(String line, String start) {
        assertThat(Configured.by("sluice:\n  topic: events\n  " + line + "\n").errors())
                .singleElement()
                .asString()
                .isEqualTo(start
                        + " refers to something that is not set: set it, or write ${NAME:default}; for a part of the"
                        + " event, write {name}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            type = 'a' AND type = 'b' | takes no event, because type cannot have two values at once: write OR, or type IN ('a', 'b')
            time > '2026-01-01'       | takes no event, because <, <=, > and >= compare whole numbers, and '2026-01-01' is none: write = or LIKE
            """)
    void areToldOfAConditionThatTakesNoEvent(String condition, String told) {
        assertThat(Configured.by(route(condition)).errors())
                .containsExactly("sluice.routes.a.when '" + condition + "' " + told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            type LIKE 'order.*' | has LIKE with an ordinary * in it: did you mean %, which stands for any characters?
            type = order        | compares with the attribute order: did you mean the text 'order', in quotes?
            typ = 'order'       | asks for the attribute typ: did you mean type?
            subejct = 'order'   | asks for the attribute subejct: did you mean subject?
            """)
    void areNotButAdviceIsForAConditionThatIsProbablyNotMeant(String condition, String told) {
        assertThat(Configured.by(route(condition)).errors()).isEmpty();
        assertThat(Configured.by(route(condition)).advice())
                .containsExactly("sluice.routes.a.when '" + condition + "' " + told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"type = 'order'", "tape = 'order'", "region = 'eu' AND sequence > 5", "FALSE"})
    void areNotAndNorIsAdviceForOthers(String condition) {
        assertThat(Configured.by(route(condition)).errors()).isEmpty();
        assertThat(Configured.by(route(condition)).advice()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topic: \"evnts.{/r}\", topics-allowed: [events.eu, events.us]",
                "topic: \"{/r}.evnts\", topics-allowed: [eu.events]",
                "topic: \"events.{/r}\", topics-allowed: [events, events.]",
                "topic: \"evnts.{/r}\", topics-allowed-prefix: [events.]"
            })
    void areToldOfATopicThatCanBeNoneOfTheAllowed(String line) {
        assertThat(Configured.by("sluice: { " + line + " }").errors())
                .singleElement()
                .asString()
                .matches("sluice\\.topic '[^']+' can yield none of the allowed topics, so it would refuse every event:"
                        + " write one that fits topics-allowed or topics-allowed-prefix");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topic: \"events.{/r}\", topics-allowed: [events.eu, other]",
                "topic: \"{/r}.events\", topics-allowed: [eu.events]",
                "topic: \"events.{/r}\", topics-allowed-prefix: [events.eu.]",
                "topic: \"events.eu.{/r}\", topics-allowed-prefix: [events.]",
                "topic: \"evnts.{/r}\", topics-allowed: [events], topics-allowed-prefix: [e]"
            })
    void areNotToldOfATopicThatCanBeOne(String line) {
        assertThat(Configured.by("sluice: { " + line + " }").errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            key: [subjct]                          | sluice.key 'subjct' asks for the attribute subjct: did you mean subject?
            headers: { a: "x{tpye}" }              | sluice.headers.a 'x{tpye}' asks for the attribute tpye: did you mean type?
            redact: { /card.number: drop }         | sluice.redact./card.number names a place whose name has a dot, or nothing after its last slash: did you mean /card/number?
            redact: { /card/: drop }               | sluice.redact./card/ names a place whose name has a dot, or nothing after its last slash: did you mean /card?
            key: ["{/order.id}-{id}"]              | sluice.key '{/order.id}-{id}' names a place whose name has a dot, or nothing after its last slash: did you mean /order/id?
            webhook: { origins: ["https://a.example"] } | sluice.webhook.origins 'https://a.example' is compared exactly, and senders name a host such as events.example.com: leave out the scheme and the path
            """)
    void areNotButAdviceIsForWhatIsProbablyMisspelt(String line, String told) {
        Configured configured = Configured.by("sluice:\n  topic: t\n  " + line + "\n");
        assertThat(configured.errors()).isEmpty();
        assertThat(configured.advice()).containsExactly(told);
    }

    @Test
    void areNotButAdviceIsForBytesThatTheHeapHasNoRoomFor() {
        assertThat(Configured.by("sluice: { topic: t, max-bytes-in-flight: 1024G }")
                        .advice())
                .singleElement()
                .asString()
                .startsWith("sluice.max-bytes-in-flight 1099511627776 is more than half of the heap of ");
    }

    @Test
    void areNotAndNorIsAdviceForUsualKeys() {
        Configured configured = Configured.by(
                "sluice: { topic: t, key: [partitionkey, /order/id, tenant, source],"
                        + " redact: { '/card/*/number': drop, '': mask }, webhook: { origins: ['*', eventgrid.azure.net], rate: 5 } }");
        assertThat(configured.advice()).isEmpty();
    }

    private static String route(String condition) {
        return "sluice: { routes: { a: { topic: t, when: \"" + condition + "\" } } }";
    }

    @Test
    void leaveAVariableBeEmpty() {
        assertThat(Configured.by("sluice: { topic: t }", Map.of("SLUICE_SCHEMA", "", "SLUICE_KEY", ""))
                        .errors())
                .isEmpty();
    }

    @Test
    void areTheSameForAKeyThatIsWrittenWithDots() {
        assertThat(Configured.by("sluice.topic: a b\nsluice.kindd: knative\n").errors())
                .containsExactlyInAnyOrder(
                        "sluice.topic 'a b' is not a topic name: use 1 to 249 letters, digits, dots, underscores and"
                                + " hyphens",
                        "sluice.kindd is not a key of Sluice: did you mean sluice.kind?");
    }

    @Test
    void areNotMadeUpOutOfOthers() {
        assertThat(Configured.by("sluice: { topic: t, max-body-size: 2MB, max-events-in-flight: lots }")
                        .errors())
                .hasSize(2);
    }

    @Test
    void doNotShowTheSecret() {
        String yaml = "sluice: { topic: t, redact-secret: hunter2, key: [\"hash(/a)\"], redact: { /a: hide } }";
        assertThat(Configured.by(yaml).errors()).hasSize(2).noneMatch(line -> line.contains("hunter2"));
    }

    @Nested
    class OfTheEnvironment {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SLUICE_SERVICE_HOST",
                    "SLUICE_SERVICE_PORT",
                    "SLUICE_SERVICE_PORT_HTTP",
                    "SLUICE_PORT",
                    "SLUICE_PORT_80_TCP",
                    "SLUICE_PORT_80_TCP_ADDR",
                    "SLUICE_EU_SERVICE_HOST",
                    "SLUICE_EU_PORT_8080_TCP_PROTO"
                })
        void variablesOfAKubernetesServiceAreNone(String variable) {
            assertThat(Configured.by("sluice: { topic: t }", Map.of(variable, "x"))
                            .errors())
                    .isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "SLUICE_TOPICS, SLUICE_TOPIC",
            "SLUICE_ROUTES_A_WEN, SLUICE_ROUTES_A_WHEN",
            "SLUICE_ROUTES_MY_ROUTE_TOPIC, SLUICE_ROUTES_MY_TOPIC",
            "SLUICE_BATCH_MAXEVENTS, SLUICE_BATCH_MAX_EVENTS",
            "SLUICE__PATH, SLUICE_PATH",
            "SLUICE_ACK__DEADLINE, SLUICE_ACK_DEADLINE",
            "sluice_topc, SLUICE_TOPIC",
            "Sluice_Pth, SLUICE_PATH",
            "sluice.topc, SLUICE_TOPIC",
            "sluice-topc, SLUICE_TOPIC"
        })
        void unknownVariablesAre(String variable, String meant) {
            String oneWord = variable.contains("ROUTES") ? " In a variable, a route's name must be one word" : "";
            assertThat(Configured.by("sluice: { topic: t }", Map.of(variable, "x"))
                            .errors())
                    .containsExactly(variable + " is not a key of Sluice: did you mean " + meant + "?" + oneWord);
        }

        @ParameterizedTest
        @CsvSource({
            "SLUCE_TOPIC, SLUICE_TOPIC",
            "SLIUCE_REDACT_SECRET, SLUICE_REDACT_SECRET",
            "SLUICES_ROUTES_A_TOPIC, SLUICE_ROUTES_A_TOPIC",
            "SLUCE_HEADERS_A, SLUICE_HEADERS_A",
            "SLUICETOPIC, SLUICE_TOPIC",
            "sluce_path, SLUICE_PATH"
        })
        void variablesThatNearlyBeginWithOursAreAdvice(String variable, String meant) {
            Configured configured = Configured.by("sluice: { topic: t }", Map.of(variable, "x"));
            assertThat(configured.errors()).isEmpty();
            assertThat(configured.advice())
                    .containsExactly(
                            variable + " is not a key of Sluice, so nothing reads it: did you mean " + meant + "?");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"SLUICES_SERVICE_HOST", "SLUICES_PORT", "SLUICE2_PORT_80_TCP", "SLICE_SIZE", "JUICE_TOPICS"})
        void variablesOfOthersAreNoAdvice(String variable) {
            assertThat(Configured.by("sluice: { topic: t }", Map.of(variable, "x"))
                            .advice())
                    .isEmpty();
        }

        @Test
        void aVariableForARouteMayHaveTwoUnderscoresAroundItsName() {
            Configured configured = Configured.by(
                    "sluice: { topic: t }", Map.of("SLUICE_ROUTES__X__TOPIC", "b", "SLUICE_ROUTES__X__WHEN", "x = 1"));
            assertThat(configured.mapper().knownTopics()).containsExactly("b", "t");
        }

        @Test
        void variablesForRoutesOfTheFileAreNot() {
            String yaml = "sluice: { routes: { my-route: { when: \"x = 1\", topic: a } } }";
            Configured configured = Configured.by(yaml, Map.of("SLUICE_ROUTES_MY_ROUTE_TOPIC", "b"));
            assertThat(configured.mapper().knownTopics()).containsExactly("b");
        }
    }
}
