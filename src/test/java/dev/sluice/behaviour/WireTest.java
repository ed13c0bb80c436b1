package dev.sluice.behaviour;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.http.UnderTest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** HTTP to the letter, in this process. */
@QuarkusTest
@QuarkusTestResource(value = SharedKafka.class, restrictToAnnotatedClass = true)
class WireTest extends WireRules {

    @Override
    protected int findPort() {
        return UnderTest.port();
    }

    @Override
    protected KafkaTopic openTopic() {
        return new KafkaTopic(UnderTest.setting("kafka.bootstrap.servers"), UnderTest.setting("sluice.topic"));
    }
}
