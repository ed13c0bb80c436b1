package dev.sluice.schema;

import static java.util.Map.entry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Translates a pattern from the syntax of ECMA-262 (with the flag {@code u}), which JSON Schema uses, to that of RE2.
 *
 * <p>RE2 reads most of it the same way, but some of it differently and without an error ({@code \s}, {@code .},
 * {@code [[:alpha:]]}). So every part is read here and written again. What has no meaning in ECMA-262 is refused,
 * except {@code (?i)} and what browsers accept too, such as {@code [\w-.]}. For one pattern on one thread.
 */
final class PatternTranslation {

    /**
     * Characters and classes, with all counts written out. Each character of a text costs 30 ns for each of them that
     * could come next: one or two in most patterns, but all of them in {@code ([a-z]{1,30}){30}}.
     */
    static final int MAX_SIZE = 2500;

    /** RE2's own limit. */
    private static final int MAX_COUNT = 1000;

    private static final String ANY = "\\x{0}-\\x{10ffff}";

    /** The white space and line ends of ECMA-262. Ends in a range, so that a hyphen may follow. */
    private static final String SPACE =
            " \\x{a0}\\x{1680}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}\\x{2000}-\\x{200a}\\x{9}-\\x{d}";

    private static final String NO_SPACE =
            "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"
                    + "\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}"
                    + "\\x{ff00}-\\x{10ffff}";

    private static final String NO_LINE_END = "[^\\x{a}\\x{d}\\x{2028}\\x{2029}]";

    private static final Pattern COUNT = Pattern.compile("\\{(\\d+)(,(\\d*))?}");
    private static final Pattern LOOK_AROUND = Pattern.compile("\\(\\?<?[=!]");
    private static final Pattern GROUP = Pattern.compile("\\(\\?(?:<[\\p{L}_$][\\p{L}\\p{N}_$]*>|:|i:|i\\))");
    private static final Pattern PROPERTY = Pattern.compile("\\{(?:(?:General_Category|gc|Script|sc)=)?(\\w+)}");
    private static final Pattern HEX_2 = Pattern.compile("([0-9A-Fa-f]{2})");
    private static final Pattern HEX_4 = Pattern.compile("([0-9A-Fa-f]{4})");
    private static final Pattern HEX_IN_BRACES = Pattern.compile("\\{0*([0-9A-Fa-f]{1,6})}");
    private static final Pattern LOW_SURROGATE = Pattern.compile("\\\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})");

    /** RE2 has only the short names. */
    private static final Map<String, String> CATEGORIES = Map.ofEntries(
            entry("Letter", "L"),
            entry("Lowercase_Letter", "Ll"),
            entry("Uppercase_Letter", "Lu"),
            entry("Titlecase_Letter", "Lt"),
            entry("Modifier_Letter", "Lm"),
            entry("Other_Letter", "Lo"),
            entry("Mark", "M"),
            entry("Nonspacing_Mark", "Mn"),
            entry("Spacing_Mark", "Mc"),
            entry("Enclosing_Mark", "Me"),
            entry("Number", "N"),
            entry("Decimal_Number", "Nd"),
            entry("digit", "Nd"),
            entry("Letter_Number", "Nl"),
            entry("Other_Number", "No"),
            entry("Punctuation", "P"),
            entry("punct", "P"),
            entry("Connector_Punctuation", "Pc"),
            entry("Dash_Punctuation", "Pd"),
            entry("Open_Punctuation", "Ps"),
            entry("Close_Punctuation", "Pe"),
            entry("Initial_Punctuation", "Pi"),
            entry("Final_Punctuation", "Pf"),
            entry("Other_Punctuation", "Po"),
            entry("Symbol", "S"),
            entry("Math_Symbol", "Sm"),
            entry("Currency_Symbol", "Sc"),
            entry("Modifier_Symbol", "Sk"),
            entry("Other_Symbol", "So"),
            entry("Separator", "Z"),
            entry("Space_Separator", "Zs"),
            entry("Line_Separator", "Zl"),
            entry("Paragraph_Separator", "Zp"),
            entry("Control", "Cc"),
            entry("Format", "Cf"),
            entry("Private_Use", "Co"));

    private final String pattern;
    private final StringBuilder out = new StringBuilder();
    private int at;

    /** The sizes of the open groups, each up to the group inside it. */
    private final Deque<Long> open = new ArrayDeque<>();

    /** The size of the current group without its last part, which a count may follow. */
    private long size;

    private long last;

    private PatternTranslation(String pattern) {
        this.pattern = pattern;
    }

    /**
     * Translates a pattern.
     *
     * @return a pattern for RE2, which may still find that it is malformed
     * @throws IllegalArgumentException if the pattern has no meaning, or cannot be matched in linear time; the message
     *     is the rest of a sentence about the pattern
     */
    static String of(String pattern) {
        PatternTranslation translation = new PatternTranslation(pattern);
        while (translation.at < pattern.length()) {
            translation.part();
        }
        translation.bound();
        return translation.out.toString();
    }

    /** The refusal of a malformed pattern; {@code what} says what is wrong with it. */
    static IllegalArgumentException malformed(String what) {
        return new IllegalArgumentException("is not a regular expression of ECMA-262 that is supported (" + what
                + "): correct it, or write it without the unsupported part");
    }

    private void part() {
        switch (pattern.charAt(at)) {
            case '^', '$' -> copy(1);
            case '.' -> {
                at++;
                add(NO_LINE_END);
            }
            case '(' -> openGroup();
            case ')' -> closeGroup();
            case '|' -> {
                size += last + 1;
                last = 0;
                copy(0);
            }
            case '*', '+', '?' -> {
                last++;
                copy(0);
            }
            case '{' -> count();
            case '[' -> add(characterClass());
            default -> {
                if (pattern.startsWith("\\b", at) || pattern.startsWith("\\B", at)) {
                    copy(0);
                    copy(1);
                    return;
                }
                String set = set();
                add(set == null ? written(character()) : "[" + set + "]");
            }
        }
    }

    /** Copies a character. */
    private void copy(int itsSize) {
        out.append(pattern.charAt(at++));
        if (itsSize > 0) {
            size += last;
            last = itsSize;
        }
    }

    private void add(String part) {
        out.append(part);
        size += last;
        last = 1;
    }

    /** Starts a group. Groups do not capture, because nothing reads what they match. */
    private void openGroup() {
        if (LOOK_AROUND.matcher(pattern).region(at, pattern.length()).lookingAt()) {
            throw new IllegalArgumentException(
                    "looks ahead or behind (" + pattern.substring(at, Math.min(at + 4, pattern.length()))
                            + "), which cannot be matched in linear time: write the conditions as patterns of their own, under"
                            + " allOf or not");
        }
        String start = "(?:";
        if (pattern.startsWith("(?", at)) {
            Matcher group = GROUP.matcher(pattern).region(at, pattern.length());
            if (!group.lookingAt()) {
                throw malformed("unknown group " + pattern.substring(at, Math.min(at + 3, pattern.length())));
            }
            at = group.end();
            if (group.group().startsWith("(?i")) {
                start = group.group();
            }
        } else {
            at++;
        }
        out.append(start);
        if (!start.endsWith(")")) {
            open.push(size + last);
            size = 0;
            last = 0;
        }
    }

    private void closeGroup() {
        if (open.isEmpty()) {
            throw malformed("a ) without an opening (");
        }
        last += size + 1;
        size = open.pop();
        out.append(')');
        at++;
    }

    private void count() {
        Matcher count = COUNT.matcher(pattern).region(at, pattern.length());
        if (!count.lookingAt()) {
            add(written(character()));
            return;
        }
        int min = number(count.group(1));
        boolean exact = count.group(2) == null;
        boolean endless = !exact && count.group(3).isEmpty();
        int max = exact || endless ? min : number(count.group(3));
        last = (last + 1) * Math.max(1, Math.max(min, max));
        if (Math.max(min, max) > MAX_COUNT) {
            throw new IllegalArgumentException("has too large a count, " + count.group() + ": write at most "
                    + MAX_COUNT + ", or use minLength and maxLength");
        }
        bound();
        out.append('{')
                .append(min)
                .append(exact ? "" : endless ? "," : "," + max)
                .append('}');
        at = count.end();
    }

    private static int number(String digits) {
        return digits.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private void bound() {
        if (size + last > MAX_SIZE) {
            throw new IllegalArgumentException("is too long: write at most " + MAX_SIZE
                    + " characters, where a{9} counts as ten, or use minLength, maxLength and enum");
        }
    }

    /** Reads a character class with its brackets. */
    private String characterClass() {
        at++;
        boolean negated = pattern.startsWith("^", at);
        if (negated) {
            at++;
        }
        StringBuilder items = new StringBuilder();
        while (!pattern.startsWith("]", at)) {
            String set = set();
            if (set != null) {
                items.append(set);
                if (pattern.startsWith("-", at)) {
                    // Not a range: browsers take the hyphen literally.
                    items.append(written('-'));
                    at++;
                }
                continue;
            }
            int from = characterInClass();
            items.append(written(from));
            if (pattern.startsWith("-", at) && !pattern.startsWith("-]", at)) {
                at++;
                String second = set();
                if (second != null) {
                    items.append(written('-')).append(second);
                    continue;
                }
                int to = characterInClass();
                if (to < from) {
                    throw malformed("a range of characters from high to low");
                }
                items.append('-').append(written(to));
            }
        }
        at++;
        if (items.isEmpty()) {
            return negated ? "[" + ANY + "]" : "[^" + ANY + "]";
        }
        return (negated ? "[^" : "[") + items + "]";
    }

    private int characterInClass() {
        if (at == pattern.length()) {
            throw malformed("a [ without a closing ]");
        }
        if (pattern.startsWith("\\b", at)) {
            at += 2;
            return '\b';
        }
        return character();
    }

    /** Reads an escape that stands for a set, to be put into brackets; null if none comes next. */
    private @Nullable String set() {
        if (!pattern.startsWith("\\", at) || at + 1 == pattern.length()) {
            return null;
        }
        char name = pattern.charAt(at + 1);
        String set = switch (name) {
            case 'd', 'D', 'w', 'W' -> "\\" + name;
            case 's' -> SPACE;
            case 'S' -> NO_SPACE;
            case 'p', 'P' -> "";
            default -> null;
        };
        if (set == null) {
            return null;
        }
        at += 2;
        return set.isEmpty() ? property(name) : set;
    }

    private String property(char name) {
        String property = next(PROPERTY);
        if (property == null) {
            throw malformed("no {name} after \\" + name);
        }
        return "\\" + name + "{" + CATEGORIES.getOrDefault(property, property) + "}";
    }

    /** Reads one character, escaped or not. */
    private int character() {
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        if (c != '\\') {
            return c;
        }
        if (at == pattern.length()) {
            throw malformed("a \\ at the end");
        }
        int escaped = pattern.codePointAt(at);
        at += Character.charCount(escaped);
        return switch (escaped) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'v' -> 0x0B;
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'c' -> control();
            case 'x' -> hexadecimal("\\x", next(HEX_2));
            case 'u' -> unicode();
            case '0' -> zero();
            case '1', '2', '3', '4', '5', '6', '7', '8', '9', 'k' ->
                throw new IllegalArgumentException("refers back to a"
                        + " group (\\" + (char) escaped
                        + "), which cannot be matched in linear time: write out what may stand"
                        + " there");
            default -> {
                if (isLetterOrDigit(escaped)) {
                    throw malformed("unknown escape \\" + (char) escaped);
                }
                yield escaped;
            }
        };
    }

    private int control() {
        int letter = at < pattern.length() ? pattern.charAt(at) : 0;
        if (!isLetterOrDigit(letter) || letter < 'A') {
            throw malformed("no letter after \\c");
        }
        at++;
        return letter % 32;
    }

    private int zero() {
        if (at < pattern.length() && Character.digit(pattern.charAt(at), 10) >= 0) {
            throw malformed("an octal escape; write \\x and two digits");
        }
        return 0;
    }

    private int unicode() {
        String digits = next(HEX_IN_BRACES);
        if (digits != null) {
            return hexadecimal("\\u", digits);
        }
        int c = hexadecimal("\\u", next(HEX_4));
        if (Character.isHighSurrogate((char) c)) {
            String low = next(LOW_SURROGATE);
            if (low != null) {
                return Character.toCodePoint((char) c, (char) Integer.parseInt(low, 16));
            }
        }
        return c;
    }

    private static int hexadecimal(String escape, @Nullable String digits) {
        int c = digits == null ? -1 : Integer.parseInt(digits, 16);
        if (!Character.isValidCodePoint(c)) {
            throw malformed("no code point after " + escape);
        }
        return c;
    }

    /**
     * Moves past what {@code wanted}, a pattern with one group, matches here, and returns its group; null if it matches
     * nothing.
     */
    private @Nullable String next(Pattern wanted) {
        Matcher matcher = wanted.matcher(pattern).region(at, pattern.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        at = matcher.end();
        return matcher.group(1);
    }

    /** The character so that it stands for itself anywhere in RE2's syntax. */
    private static String written(int c) {
        return isLetterOrDigit(c) ? Character.toString(c) : String.format(Locale.ROOT, "\\x{%x}", c);
    }

    private static boolean isLetterOrDigit(int c) {
        return c < 0x80 && Character.isLetterOrDigit(c);
    }
}
