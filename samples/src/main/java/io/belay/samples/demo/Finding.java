package io.belay.samples.demo;

/**
 * What a scene came to.
 *
 * @param holds whether the library kept its promise
 * @param what what the client said or did, in a few words
 * @param measured what was measured, mostly a time
 * @param promised what was promised
 */
record Finding(boolean holds, String what, String measured, String promised) {}
