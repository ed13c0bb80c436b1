package dev.sluice.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DetachedTest {

    private static final Bytes BODY = Bytes.utf8("[{\"data\":{}},{}]");

    @Test
    void isTheSameEventWithoutTheBodyItCameIn() {
        CloudEvent event = event(BODY.slice(9, 11), BODY.slice(1, 12));
        CloudEvent detached = event.detached();
        assertThat(detached).isEqualTo(event);
        assertThat(detached.envelope()).isNull();
        assertThat(detached.data().array()).isEqualTo("{}".getBytes(UTF_8));
    }

    @Test
    void keepsNoBodyForAnEventWithoutData() {
        CloudEvent detached = event(null, BODY.slice(13, 15)).detached();
        assertThat(detached.data()).isNull();
        assertThat(detached.envelope()).isNull();
    }

    @Test
    void copiesNothingThatIsItsOwn() {
        Bytes data = Bytes.utf8("{}");
        CloudEvent event = event(data, null);
        assertThat(event.detached()).isSameAs(event);
        assertThat(event(data, BODY).detached().data().array()).isSameAs(data.array());
    }

    private static CloudEvent event(Bytes data, Bytes envelope) {
        CloudEventBuilder event = new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", "1")
                .set("source", "/s")
                .set("type", "t");
        if (data != null) {
            event.data(data);
        }
        if (envelope != null) {
            event.envelope(new Envelope("application/cloudevents+json", envelope));
        }
        return event.build();
    }
}
