package io.belay.client;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The options of each connection's socket, beside {@link BelayClientBuilder#keepAlive} and {@link
 * BelayClientBuilder#userTimeout}.
 *
 * @param noDelay whether small writes leave at once instead of waiting for acknowledgements.
 *     Default: true, since requests are already gathered into bursts
 * @param sendBuffer the kernel's send buffer in bytes; at least 4096. Default: empty, the kernel
 *     tunes it
 * @param receiveBuffer the kernel's receive buffer in bytes; at least 4096. Default: empty, the
 *     kernel tunes it
 * @param linger seconds that a close waits for unsent bytes; 0 to 3600. Default: empty, the kernel
 *     sends them in the background
 * @param localAddress the address, and port if not 0, to connect from. Default: empty, the kernel
 *     chooses
 * @see java.net.StandardSocketOptions
 */
public record SocketOptions(
    boolean noDelay,
    OptionalInt sendBuffer,
    OptionalInt receiveBuffer,
    OptionalInt linger,
    Optional<InetSocketAddress> localAddress) {

  /** TCP_NODELAY on, everything else the kernel's choice. */
  public static final SocketOptions DEFAULT =
      new SocketOptions(
          true, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

  /**
   * Refuses values out of range, by name.
   *
   * @param noDelay see above
   * @param sendBuffer see above
   * @param receiveBuffer see above
   * @param linger see above
   * @param localAddress see above
   */
  public SocketOptions {
    Refuse.missing("sendBuffer", sendBuffer);
    Refuse.missing("receiveBuffer", receiveBuffer);
    Refuse.missing("linger", linger);
    Refuse.missing("localAddress", localAddress);
    sendBuffer.ifPresent(value -> Refuse.outside("sendBuffer", value, 4096, 1 << 30));
    receiveBuffer.ifPresent(value -> Refuse.outside("receiveBuffer", value, 4096, 1 << 30));
    linger.ifPresent(value -> Refuse.outside("linger", value, 0, 3600));
  }

  /**
   * These options with another {@code noDelay}.
   *
   * @param noDelay whether small writes leave at once
   * @return the copy
   */
  public SocketOptions withNoDelay(boolean noDelay) {
    return new SocketOptions(noDelay, sendBuffer, receiveBuffer, linger, localAddress);
  }

  /**
   * These options with another {@code sendBuffer}.
   *
   * @param sendBuffer bytes, at least 4096
   * @return the copy
   */
  public SocketOptions withSendBuffer(int sendBuffer) {
    return new SocketOptions(
        noDelay, OptionalInt.of(sendBuffer), receiveBuffer, linger, localAddress);
  }

  /**
   * These options with another {@code receiveBuffer}.
   *
   * @param receiveBuffer bytes, at least 4096
   * @return the copy
   */
  public SocketOptions withReceiveBuffer(int receiveBuffer) {
    return new SocketOptions(
        noDelay, sendBuffer, OptionalInt.of(receiveBuffer), linger, localAddress);
  }

  /**
   * These options with another {@code linger}.
   *
   * @param linger seconds, 0 to 3600
   * @return the copy
   */
  public SocketOptions withLinger(int linger) {
    return new SocketOptions(
        noDelay, sendBuffer, receiveBuffer, OptionalInt.of(linger), localAddress);
  }

  /**
   * These options with another {@code localAddress}.
   *
   * @param localAddress the address to connect from
   * @return the copy
   */
  public SocketOptions withLocalAddress(InetSocketAddress localAddress) {
    return new SocketOptions(
        noDelay,
        sendBuffer,
        receiveBuffer,
        linger,
        Optional.of(Refuse.missing("localAddress", localAddress)));
  }
}
