package dev.sluice.config;

import java.time.Duration;

/** The kinds of sender, and how long each waits for an answer. */
public enum Sender {
    /** Knative Trigger or Broker: waits for up to 600 s. */
    KNATIVE(30),
    /** Azure Event Grid: waits for 30 s. */
    EVENTGRID(25),
    /** Google Pub/Sub push and Eventarc: waits for 10 s. */
    PUBSUB(8),
    /** Amazon EventBridge API destination: waits for 5 s. */
    EVENTBRIDGE(4);

    private final Duration ackDeadline;

    Sender(int ackDeadlineSeconds) {
        this.ackDeadline = Duration.ofSeconds(ackDeadlineSeconds);
    }

    /** How long this sender's answer may take, with a margin for the network. */
    public Duration ackDeadline() {
        return ackDeadline;
    }
}
