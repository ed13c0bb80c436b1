package dev.sluice.packaged;

import dev.sluice.behaviour.RoutingTest;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** What {@link RoutingTest} says, of the packaged function. */
@QuarkusIntegrationTest
class RoutingIT extends RoutingTest {}
