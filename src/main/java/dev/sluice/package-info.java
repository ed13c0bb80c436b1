/**
 * CloudEvents in, keyed Kafka records out. The packages are the steps of one event, in order:
 *
 * <ol>
 *   <li>{@code ingress} takes the HTTP request: path, method, limits, the whole body;
 *   <li>{@code core.http} and {@code core.json} decode it strictly into a valid {@code core.event.CloudEvent};
 *   <li>{@link dev.sluice.PublishFunction} is called with that event;
 *   <li>{@code core.mapping} decides topic and key, {@code core.kafka} encodes headers and value;
 *   <li>{@code egress} emits the record on the channel {@code records} and waits for the acknowledgement;
 *   <li>{@code ingress} turns the outcome into the one status that tells the sender the truth.
 * </ol>
 *
 * <p>Everything below {@code core} is pure: no framework, no clock, no network. {@code ingress} and {@code egress}
 * do not know each other.
 */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
