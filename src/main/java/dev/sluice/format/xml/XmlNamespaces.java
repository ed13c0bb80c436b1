package dev.sluice.format.xml;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The namespaces that are in scope where a scanner is (Namespaces in XML 1.0), and which of them a part of the document
 * takes from outside of it.
 *
 * <p>The limits bound what a look-up costs, and how much larger than in the document its parts become when each gets
 * the declarations that it needs. For one document on one thread.
 */
final class XmlNamespaces {

    /** The most declarations in scope at one place, and the most characters in them. */
    static final int MOST = 100;

    static final int MOST_CHARACTERS = 4096;

    static final String XML = "http://www.w3.org/XML/1998/namespace";
    static final String XMLNS = "http://www.w3.org/2000/xmlns/";

    private final List<Declaration> inScope = new ArrayList<>();
    private final Set<Declaration> fromOutside = new LinkedHashSet<>();
    private int characters;
    private int outside;

    /**
     * A declaration.
     *
     * @param prefix empty for the default namespace
     * @param uri empty if it takes the default namespace back
     */
    record Declaration(String prefix, String uri) {

        private int characters() {
            return prefix.length() + uri.length();
        }
    }

    /** The number of declarations in scope, to come back to. */
    int size() {
        return inScope.size();
    }

    /** Leaves the scope of all declarations but the first {@code size}. */
    void backTo(int size) {
        while (inScope.size() > size) {
            characters -= inScope.remove(inScope.size() - 1).characters();
        }
    }

    /** Adds a declaration; false if there are too many, or too long ones. */
    boolean declare(String prefix, String uri) {
        Declaration declaration = new Declaration(prefix, uri);
        inScope.add(declaration);
        characters += declaration.characters();
        return inScope.size() <= MOST && characters <= MOST_CHARACTERS;
    }

    /** The namespace of {@code prefix}, empty for none; null if the prefix is not declared. */
    @Nullable
    String uri(String prefix) {
        if (prefix.equals("xml")) {
            return XML;
        }
        for (int i = inScope.size() - 1; i >= 0; i--) {
            Declaration declaration = inScope.get(i);
            if (declaration.prefix.equals(prefix)) {
                if (i < outside) {
                    fromOutside.add(declaration);
                }
                return declaration.uri;
            }
        }
        return prefix.isEmpty() ? "" : null;
    }

    /** Begins a part of the document, inside of the first {@code size} declarations. */
    void beginPart(int size) {
        outside = size;
        fromOutside.clear();
    }

    /** Ends the part: what was looked up in it and is declared outside. */
    List<Declaration> endPart() {
        outside = 0;
        return fromOutside.stream()
                .filter(declaration -> !declaration.uri.isEmpty())
                .toList();
    }
}
