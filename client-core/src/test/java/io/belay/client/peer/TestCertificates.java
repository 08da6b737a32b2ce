package io.belay.client.peer;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.KeyManagerFactory;

/** Certificates for tests, made once a JVM. */
public final class TestCertificates {
  public static final String PASSWORD = "secret";

  /** The authority that tests trust, and one that they do not. */
  public static final X509Bundle AUTHORITY = authority("CN=authority");

  public static final X509Bundle STRANGER = authority("CN=stranger");

  /** For localhost and 127.0.0.1. */
  public static final X509Bundle SERVER = server(AUTHORITY, "localhost", Duration.ofDays(1));

  public static final X509Bundle EXPIRED = server(AUTHORITY, "localhost", Duration.ofDays(-1));
  public static final X509Bundle EARLY = early();
  public static final X509Bundle ELSEWHERE =
      issue(AUTHORITY, certificate("CN=elsewhere").addSanDnsName("elsewhere.test"));
  public static final X509Bundle STRANGE_SERVER = server(STRANGER, "localhost", Duration.ofDays(1));

  public static final X509Bundle CLIENT = client(Algorithm.ecp256);

  /** The same again, with another key. */
  public static final X509Bundle RENEWED_CLIENT = client(Algorithm.ecp256);

  public static final X509Bundle STRANGE_CLIENT =
      issue(STRANGER, certificate("CN=strange client").addExtendedKeyUsageClientAuth());

  private TestCertificates() {}

  /** A server's context, which wants no certificate of its clients. */
  public static SslContext serverContext(X509Bundle server, String... protocols) {
    return build(builder(server), protocols);
  }

  /** A server's context, which wants a certificate of the authority of each client. */
  public static SslContext mutualContext(X509Bundle server, String... protocols) {
    return build(
        builder(server).clientAuth(ClientAuth.REQUIRE).trustManager(AUTHORITY.getCertificate()),
        protocols);
  }

  /** A client's certificate of the authority. */
  public static X509Bundle client(Algorithm algorithm) {
    return issue(
        AUTHORITY, certificate("CN=client").algorithm(algorithm).addExtendedKeyUsageClientAuth());
  }

  /** Writes the root of the certificate's authority. */
  public static Path writeRoot(Path file, X509Bundle bundle) throws IOException {
    return Files.writeString(file, bundle.getRootCertificatePEM(), StandardCharsets.US_ASCII);
  }

  public static Path writeChain(Path file, X509Bundle bundle) throws IOException {
    return Files.writeString(file, bundle.getCertificatePathPEM(), StandardCharsets.US_ASCII);
  }

  public static Path writeKey(Path file, X509Bundle bundle) throws IOException {
    return Files.writeString(file, bundle.getPrivateKeyPEM(), StandardCharsets.US_ASCII);
  }

  /** Writes the key encrypted with {@link #PASSWORD}. */
  public static Path writeEncryptedKey(Path file, X509Bundle bundle) throws Exception {
    String algorithm = "PBEWithSHA1AndDESede";
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(PASSWORD.toCharArray())));
    byte[] encrypted =
        new EncryptedPrivateKeyInfo(
                cipher.getParameters(),
                cipher.doFinal(bundle.getKeyPair().getPrivate().getEncoded()))
            .getEncoded();
    String label = "ENCRYPTED PRIVATE KEY-----\n";
    return Files.writeString(
        file,
        "-----BEGIN "
            + label
            + Base64.getMimeEncoder().encodeToString(encrypted)
            + "\n-----END "
            + label,
        StandardCharsets.US_ASCII);
  }

  /** Writes the certificate and its key as a store with {@link #PASSWORD}. */
  public static Path writeStore(Path file, X509Bundle bundle) throws Exception {
    try (OutputStream out = Files.newOutputStream(file)) {
      bundle.toKeyStore(PASSWORD.toCharArray()).store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  /** Writes the authority's certificate as a store with {@link #PASSWORD}. */
  public static void writeTrustStore(Path file, X509Bundle authority) throws Exception {
    try (OutputStream out = Files.newOutputStream(file)) {
      trustStore(authority).store(out, PASSWORD.toCharArray());
    }
  }

  /** A store of the authority's certificate. */
  public static KeyStore trustStore(X509Bundle authority) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", authority.getCertificate());
    return store;
  }

  private static X509Bundle authority(String subject) {
    try {
      return certificate(subject).setIsCertificateAuthority(true).buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Bundle server(X509Bundle authority, String host, Duration validFor) {
    return issue(
        authority,
        certificate("CN=" + host)
            .notBefore(Instant.now().minus(Duration.ofDays(2)))
            .notAfter(Instant.now().plus(validFor))
            .addSanDnsName(host)
            .addSanIpAddress("127.0.0.1")
            .addExtendedKeyUsageServerAuth());
  }

  private static X509Bundle early() {
    return issue(
        AUTHORITY,
        certificate("CN=localhost")
            .notBefore(Instant.now().plus(Duration.ofDays(1)))
            .addSanDnsName("localhost"));
  }

  private static CertificateBuilder certificate(String subject) {
    return new CertificateBuilder()
        .ecp256()
        .subject(subject)
        .notBefore(Instant.now().minus(Duration.ofDays(2)))
        .notAfter(Instant.now().plus(Duration.ofDays(2)));
  }

  private static X509Bundle issue(X509Bundle authority, CertificateBuilder certificate) {
    try {
      return certificate.buildIssuedBy(authority);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static SslContextBuilder builder(X509Bundle server) {
    try {
      KeyManagerFactory keys = server.toKeyManagerFactory();
      return SslContextBuilder.forServer(keys).sslProvider(SslProvider.JDK);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static SslContext build(SslContextBuilder builder, String... protocols) {
    try {
      return (protocols.length == 0 ? builder : builder.protocols(protocols)).build();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
