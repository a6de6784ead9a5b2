// A beat that a hidden page does not slow down: timers of a worker are not throttled.
setInterval(() => postMessage(0), 5000);
