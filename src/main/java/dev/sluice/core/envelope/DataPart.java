package dev.sluice.core.envelope;

/** What of an envelope around a message becomes the data of the event. */
public enum DataPart {
    /** What was published, without the envelope. */
    MESSAGE,
    /** The whole body as it came, whatever was published. */
    ENVELOPE
}
