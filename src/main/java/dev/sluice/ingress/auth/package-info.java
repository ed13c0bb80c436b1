/** Who is calling: the ways in which a request can prove who it is from. */
@NullMarked
package dev.sluice.ingress.auth;

import org.jspecify.annotations.NullMarked;
