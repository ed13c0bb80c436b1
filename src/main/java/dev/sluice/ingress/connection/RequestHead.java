package dev.sluice.ingress.connection;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;

/**
 * Notes the fields that the framing of a request depends on while they are read, so that missing fields are not looked
 * up. One for all requests of a connection, used on its event loop only.
 */
final class RequestHead {

    private static final int LENGTH_OF_HOST = 4;
    private static final int LENGTH_OF_UPGRADE = 7;
    private static final int LENGTH_OF_CONNECTION = 10;
    private static final int LENGTH_OF_CONTENT_LENGTH = 14;
    private static final int LENGTH_OF_TRANSFER_ENCODING = 17;

    /** The Host of an HTTP/1.0 request that has none: HTTP/1.1 requires one, but nobody reads it. */
    private static final String NO_HOST = "localhost";

    private int hosts;
    private boolean hasTransferEncoding;
    private boolean hasContentLength;
    private boolean hasConnection;
    private boolean hasUpgrade;

    /** Forgets the fields of the previous request. */
    void begin() {
        hosts = 0;
        hasTransferEncoding = false;
        hasContentLength = false;
        hasConnection = false;
        hasUpgrade = false;
    }

    boolean hasTransferEncoding() {
        return hasTransferEncoding;
    }

    /**
     * Notes a field with this name.
     *
     * @throws BreachException if the name is empty
     */
    void see(AsciiString name) {
        switch (name.length()) {
            case 0 -> throw RequestRules.malformed("a header field has no name");
            case LENGTH_OF_HOST -> hosts += is(name, HttpHeaderNames.HOST) ? 1 : 0;
            case LENGTH_OF_UPGRADE -> hasUpgrade |= is(name, HttpHeaderNames.UPGRADE);
            case LENGTH_OF_CONNECTION -> hasConnection |= is(name, HttpHeaderNames.CONNECTION);
            case LENGTH_OF_CONTENT_LENGTH -> hasContentLength |= is(name, HttpHeaderNames.CONTENT_LENGTH);
            case LENGTH_OF_TRANSFER_ENCODING -> hasTransferEncoding |= is(name, HttpHeaderNames.TRANSFER_ENCODING);
            default -> {
                // the framing does not depend on it
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // the decoder hands out Netty's own constants for the common names
    private static boolean is(AsciiString name, AsciiString wanted) {
        return name == wanted || name.contentEqualsIgnoreCase(wanted);
    }

    /**
     * Checks the request that the noted fields belong to, and changes what later readers should see otherwise.
     *
     * @throws BreachException if two readers could take it for different requests
     */
    void check(HttpRequest request) {
        HttpHeaders fields = request.headers();
        boolean isHttp10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        checkHost(fields, isHttp10);
        if (hasTransferEncoding) {
            RequestRules.checkTransferEncoding(
                    fields.getAll(HttpHeaderNames.TRANSFER_ENCODING), hasContentLength, isHttp10);
        }
        if (hasConnection && RequestRules.closes(fields.getAll(HttpHeaderNames.CONNECTION))) {
            fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        if (hasUpgrade) {
            // a proxy that passes on an upgrade to HTTP/2 would not see the requests after it
            fields.remove(HttpHeaderNames.UPGRADE);
        }
        if (RequestRules.beginsWithTwoSlashes(request.uri())) {
            request.setUri(RequestRules.withoutTwoSlashes(request.uri()));
        }
        if (isHttp10) {
            raise(request);
        }
    }

    private void checkHost(HttpHeaders fields, boolean isHttp10) {
        if (hosts > 1) {
            throw RequestRules.malformed("the request has more than one Host");
        }
        if (hosts == 1 || !isHttp10) {
            String host = fields.get(HttpHeaderNames.HOST);
            RequestRules.checkHost(host == null ? "" : host);
        }
    }

    /** Raises the version to 1.1, which the answer then names (RFC 9110, 2.5). */
    private void raise(HttpRequest request) {
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
        request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        // HTTP/1.0 knows no interim answer (RFC 9110, 10.1.1)
        request.headers().remove(HttpHeaderNames.EXPECT);
        if (hosts == 0) {
            request.headers().set(HttpHeaderNames.HOST, NO_HOST);
        }
    }
}
