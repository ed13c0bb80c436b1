package dev.sluice.core.data;

/** Texts of others in messages of one line. Stateless. */
public final class Printable {

    private Printable() {}

    /** The first {@code most} characters of {@code text}, with a {@code ?} for each that is not printable ASCII. */
    public static String of(String text, int most) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), most));
        for (int i = 0; i < text.length(); i++) {
            if (i == most) {
                return shown.append("...").toString();
            }
            char c = text.charAt(i);
            shown.append(c >= 0x20 && c < 0x7F ? c : '?');
        }
        return shown.toString();
    }
}
