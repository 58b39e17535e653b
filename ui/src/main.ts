const main = document.createElement("main");
main.textContent = "Pitwall";
document.body.append(main);
