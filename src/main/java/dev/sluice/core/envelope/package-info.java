/**
 * The shells of other senders around an event, read as CloudEvents: Pub/Sub push, SNS, EventBridge, Event Grid, web
 * hooks.
 */
@NullMarked
package dev.sluice.core.envelope;

import org.jspecify.annotations.NullMarked;
