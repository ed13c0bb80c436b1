package dev.sluice;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** What {@link PublishTest} says, of the packaged function. */
@QuarkusIntegrationTest
class PublishIT extends PublishTest {}
