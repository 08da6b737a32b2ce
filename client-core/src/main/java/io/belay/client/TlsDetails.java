package io.belay.client;

/**
 * What the TLS handshake of a connection agreed on.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipherSuite such as {@code TLS_AES_256_GCM_SHA384}
 */
public record TlsDetails(String protocol, String cipherSuite) {}
