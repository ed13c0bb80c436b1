package dev.sluice.packaged;

import dev.sluice.behaviour.TunedPublishTest;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** What {@link TunedPublishTest} says, of the packaged function. */
@QuarkusIntegrationTest
class TunedPublishIT extends TunedPublishTest {}
