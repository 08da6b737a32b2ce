package io.belay.client.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name server of the lab, on 127.0.0.1 as its resolv.conf says. It knows no address: the first
 * label of a name says what the answer is.
 */
final class DnsStub implements AutoCloseable {
  private static final int HEADER = 12;
  private static final int RESPONSE = 0x80;
  private static final int NO_ERROR = 0;
  private static final int SERVER_FAILURE = 2;
  private static final int NO_SUCH_NAME = 3;

  private final DatagramSocket socket;

  DnsStub() {
    try {
      socket = new DatagramSocket(53, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread thread = new Thread(this::answerAll, "dns-stub");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    socket.close();
  }

  private void answerAll() {
    byte[] buffer = new byte[512];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        answer(packet);
      } catch (IOException e) {
        // Closed, or somebody who asked is gone.
      }
    }
  }

  private void answer(DatagramPacket question) throws IOException {
    byte[] message = Arrays.copyOf(question.getData(), question.getLength());
    int labelLength = message[HEADER];
    String label = new String(message, HEADER + 1, labelLength, StandardCharsets.US_ASCII);
    switch (label) {
      case "servfail" -> reply(question, message, SERVER_FAILURE);
      case "nodata" -> reply(question, message, NO_ERROR);
      case "silence" -> {}
      default -> reply(question, message, NO_SUCH_NAME);
    }
  }

  /** The question itself, marked as a response with a code and without records. */
  private void reply(DatagramPacket question, byte[] message, int code) throws IOException {
    message[2] |= (byte) RESPONSE;
    message[3] = (byte) code;
    // Of what the question may have carried beside itself, nothing is answered.
    Arrays.fill(message, 6, HEADER, (byte) 0);
    int end = HEADER;
    while (message[end] != 0) {
      end += message[end] + 1;
    }
    int length = end + 1 + 4;
    socket.send(new DatagramPacket(message, length, question.getSocketAddress()));
  }
}
