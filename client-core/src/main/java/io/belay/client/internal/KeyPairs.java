package io.belay.client.internal;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;

/** Whether keys belong together: what the one signs, the other verifies. */
final class KeyPairs {
  private static final int NONCE_BYTES = 32;
  private static final PSSParameterSpec PSS =
      new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, NONCE_BYTES, 1);

  private KeyPairs() {}

  /** A key need not be readable for this: one in hardware signs too. */
  static boolean belongTogether(PrivateKey own, PublicKey shown) {
    byte[] nonce = new byte[NONCE_BYTES];
    new SecureRandom().nextBytes(nonce);
    try {
      Signature signing = algorithmOf(shown);
      signing.initSign(ofOneProvider(own, shown));
      signing.update(nonce);
      byte[] signature = signing.sign();
      Signature verifying = algorithmOf(shown);
      verifying.initVerify(shown);
      verifying.update(nonce);
      return verifying.verify(signature);
    } catch (NoSuchAlgorithmException exotic) {
      // Of a provider of the user's own: the handshake will tell.
      return true;
    } catch (GeneralSecurityException notOfOneKind) {
      return false;
    }
  }

  /** BouncyCastle, which Netty reads PEM with if it is there, has other names for its keys. */
  private static PrivateKey ofOneProvider(PrivateKey own, PublicKey shown)
      throws GeneralSecurityException {
    return "PKCS#8".equals(own.getFormat())
        ? KeyFactory.getInstance(shown.getAlgorithm())
            .generatePrivate(new PKCS8EncodedKeySpec(own.getEncoded()))
        : own;
  }

  private static Signature algorithmOf(PublicKey key) throws GeneralSecurityException {
    return switch (key.getAlgorithm()) {
      case "RSA" -> Signature.getInstance("SHA256withRSA");
      case "EC" -> Signature.getInstance("SHA256withECDSA");
      case "RSASSA-PSS" -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(PSS);
        yield pss;
      }
      default -> Signature.getInstance(key.getAlgorithm());
    };
  }
}
