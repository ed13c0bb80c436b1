package dev.sluice.core.delivery;

import dev.sluice.core.event.CloudEvent;

/**
 * Tells observers that Kafka did not take an event, or that its outcome is unknown. The sender was told the same.
 *
 * @param event as it came, without its envelope
 * @param failure why
 */
public record Failed(CloudEvent event, DeliveryFailure failure) {}
