package dev.sluice.runtime;

/**
 * Shows text that an event or Kafka may have chosen in a log line: short and in visible ASCII, so that no event can
 * write log lines of its own. Stateless.
 */
public final class Shown {

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_TEXT = 300;

    private Shown() {}

    /** A topic's name. */
    public static String name(String topic) {
        return printable(topic, LONGEST_NAME);
    }

    /** A message of Kafka's, which may name topics. */
    public static String text(String text) {
        return printable(text, LONGEST_TEXT);
    }

    private static String printable(String text, int longest) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), longest) + 3);
        for (int i = 0; i < text.length() && i < longest; i++) {
            char c = text.charAt(i);
            shown.append(c >= ' ' && c < 0x7F ? c : '?');
        }
        return text.length() > longest ? shown.append("...").toString() : shown.toString();
    }
}
