package dev.sluice.ingress.auth;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;

/** Where something may be fetched from, decided by whose word the address is. Stateless. */
enum Reach {
    /** The operator's: https anywhere, http at a loopback address only. */
    CONFIGURED {
        @Override
        boolean allows(URI uri, InetAddress address) {
            return isHttps(uri) || address.isLoopbackAddress();
        }
    },
    /** A stranger's: https in the public internet, so that nobody can have this process ask around in its network. */
    PUBLIC {
        @Override
        boolean allows(URI uri, InetAddress address) {
            return isHttps(uri) && isPublic(address);
        }
    },
    /** A stranger's, for something that is signed, so that the way it takes need not be trusted: http too. */
    PUBLIC_SIGNED {
        @Override
        boolean allows(URI uri, InetAddress address) {
            return isPublic(address);
        }
    };

    /** Whether {@code uri}, whose host has {@code address}, may be asked. */
    abstract boolean allows(URI uri, InetAddress address);

    private static boolean isHttps(URI uri) {
        return "https".equals(uri.getScheme());
    }

    /**
     * Whether an address is one of the public internet: none of IANA's special-purpose registries (RFC 6890), nor one
     * of IPv6 that leads to any of IPv4.
     */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6(bytes);
    }

    private static boolean isPublic4(byte[] bytes) {
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        int third = bytes[2] & 0xFF;
        return switch (first) {
            case 0 -> false;
            case 100 -> second < 64 || second > 127;
            case 192 -> second != 0 || (third != 0 && third != 2);
            case 198 -> second != 18 && second != 19 && (second != 51 || third != 100);
            case 203 -> second != 0 || third != 113;
            default -> first < 224;
        };
    }

    /** Global unicast (2000::/3), but for documentation, Teredo and other protocols (2001::/23), and 6to4. */
    private static boolean isPublic6(byte[] bytes) {
        int first = (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
        int second = (bytes[2] & 0xFF) << 8 | bytes[3] & 0xFF;
        return first >> 13 == 1
                && first != 0x2002
                && first != 0x3FFF
                && !(first == 0x2001 && (second < 0x200 || second == 0xDB8));
    }
}
