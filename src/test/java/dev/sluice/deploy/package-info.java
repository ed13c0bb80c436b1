/** {@code deploy/} and {@code src/main/docker}, held against Kubernetes, against the function and each other. */
package dev.sluice.deploy;
