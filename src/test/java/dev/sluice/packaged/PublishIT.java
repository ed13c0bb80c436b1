package dev.sluice.packaged;

import dev.sluice.behaviour.PublishTest;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** What {@link PublishTest} says, of the packaged function. */
@QuarkusIntegrationTest
class PublishIT extends PublishTest {}
