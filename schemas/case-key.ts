// Owns the form of a case's name: a booking's number and check, or where a walk-in's registration was first written.

export const caseKeyForm = /^(?:a\d{1,12}-\d{1,5}|w[\w.~-]{1,60}\/\d{1,15}\/[\w-]{11})$/;
