package dev.sluice.core.delivery;

import dev.sluice.core.event.CloudEvent;
import java.util.List;

/**
 * Tells observers that an event is stored: all in-sync replicas have every record of it.
 *
 * @param event as it came, without its envelope
 * @param receipts where its records are: one, or with {@code sluice.match: all} one for each route; must not be changed
 */
public record Delivered(CloudEvent event, List<Receipt> receipts) {}
